// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import io.netty.buffer.Unpooled;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The commands of a running server, as it describes them itself. Immutable. */
public final class CommandTable {
    private static final int KEY_SPECS_FIELD = 8;
    private static final int SUBCOMMANDS_FIELD = 9;

    private final Map<String, Command> commands;

    private CommandTable(Map<String, Command> commands) {
        this.commands = commands;
    }

    /**
     * A command or, with a {@code |} in its name, a subcommand.
     *
     * @param arity as the server counts it
     * @param keyed whether it has keys
     */
    public record Command(String name, long arity, boolean keyed) {}

    /** Asks the server. */
    public static CommandTable of(RealRedis server) {
        try (RawClient client = server.connect()) {
            byte[] reply = client.call("COMMAND").getBytes(StandardCharsets.ISO_8859_1);
            Map<String, Command> commands = new TreeMap<>();
            add(commands, elements(RespDecoder.decode(Unpooled.wrappedBuffer(reply))));
            return new CommandTable(Collections.unmodifiableMap(commands));
        }
    }

    /** Commands and subcommands that have keys. */
    public Collection<Command> keyed() {
        return commands.values().stream().filter(Command::keyed).toList();
    }

    /** Commands and subcommands, without those that do nothing but have subcommands. */
    public Collection<Command> callable() {
        return commands.values().stream()
                .filter(command -> commands.keySet().stream().noneMatch(name -> name.startsWith(command.name() + "|")))
                .toList();
    }

    /** The command or subcommand that these arguments call, or null for none. */
    public @Nullable Command find(List<byte[]> arguments) {
        String name = lower(arguments.get(0));
        Command sub = arguments.size() < 2 ? null : commands.get(name + "|" + lower(arguments.get(1)));
        return sub != null ? sub : commands.get(name);
    }

    /** The keys of a command, as the server finds them; empty where it finds none. */
    public static List<String> keys(RawClient client, List<byte[]> arguments) {
        List<byte[]> question = new ArrayList<>(List.of(ascii("COMMAND"), ascii("GETKEYS")));
        question.addAll(arguments);
        client.send(RawClient.encode(question.toArray(byte[][]::new)));
        RespValue keys = RespDecoder.decode(Unpooled.wrappedBuffer(client.replyBytes()));
        return keys instanceof RespValue.Array array
                ? array.elements().stream().map(CommandTable::text).toList()
                : List.of();
    }

    private static void add(Map<String, Command> commands, List<RespValue> described) {
        for (RespValue one : described) {
            List<RespValue> fields = elements(one);
            String name = text(fields.get(0));
            long arity = ((RespValue.Int) fields.get(1)).value();
            boolean keyed = !elements(fields.get(KEY_SPECS_FIELD)).isEmpty();
            commands.put(name, new Command(name, arity, keyed));
            add(commands, elements(fields.get(SUBCOMMANDS_FIELD)));
        }
    }

    private static List<RespValue> elements(RespValue value) {
        return ((RespValue.Array) value).elements();
    }

    private static String text(RespValue value) {
        return new String(((RespValue.Bulk) value).bytes(), StandardCharsets.ISO_8859_1);
    }

    private static String lower(byte[] argument) {
        return new String(argument, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
