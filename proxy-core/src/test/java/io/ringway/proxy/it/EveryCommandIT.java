// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.CommandTable;
import io.ringway.proxy.testing.Comparison;
import io.ringway.proxy.testing.Delivery;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.Sameness;
import io.ringway.proxy.testing.Script;
import io.ringway.proxy.testing.SharedRedis;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison leaves out no command of a server's own table, no type and no wrong number of arguments. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EveryCommandIT {
    /** One key of each type and encoding, made anew before each command that meets it. */
    private static final List<Script.Line> KEYS = List.of(
            Script.line("SET key:text hello"),
            Script.line("SET key:number 42"),
            Script.line("SET key:empty \"\""),
            Script.line("RPUSH key:list 1 2 3"),
            Script.line("SADD key:numbers 1 2 3"),
            Script.line("SADD key:member m"),
            Script.line("ZADD key:zset 1 a 2 b"),
            Script.line("HSET key:hash f v"),
            Script.line("XADD key:stream 1-1 f v"),
            Script.line("PFADD key:hyperloglog a"));

    /** What begins the reason of a command that has a test of its own; the test's name follows. */
    private static final String ELSEWHERE = "=";

    /** Scripts whose lines only make sense in their order. */
    private static final Set<String> CONNECTION_SCRIPTS =
            Set.of("blocking", "clients", "functions", "pubsub", "subscriber", "transactions");

    /** Reasons by command. */
    private static final Map<String, String> NOT_COMPARED = readNotCompared();

    private final CommandTable table = CommandTable.of(SharedRedis.DIRECT);

    @AutoClose
    private final ProxyFixture oneShard = ProxyFixture.before(SharedRedis.endpoints(1));

    @AutoClose
    private final ProxyFixture fourShards = ProxyFixture.before(SharedRedis.endpoints(4));

    @Test
    void everyCommandIsInAScriptOrListedWithAReason() {
        Set<String> covered = new TreeSet<>();
        for (Script script : Script.all()) {
            for (Script.Line line : script.lines()) {
                CommandTable.Command command = table.find(line.arguments());
                if (command != null) {
                    covered.add(command.name());
                }
            }
        }
        Set<String> all = new TreeSet<>();
        table.callable().forEach(command -> all.add(command.name()));

        assertThat(all).hasSizeGreaterThan(300).containsAll(NOT_COMPARED.keySet());
        assertThat(covered).doesNotContainAnyElementsOf(NOT_COMPARED.keySet());
        all.removeAll(NOT_COMPARED.keySet());
        assertThat(covered).containsAll(all);
    }

    @Test
    void everyCommandThatIsNotComparedIsRefusedByNameOrTestedElsewhere() {
        try (RawClient client = fourShards.connect()) {
            for (CommandTable.Command command : table.callable()) {
                String reason = NOT_COMPARED.get(command.name());
                if (reason != null && !reason.startsWith(ELSEWHERE)) {
                    List<String> arguments =
                            new ArrayList<>(List.of(command.name().split("\\|", -1)));
                    while (arguments.size() < Math.abs(command.arity())) {
                        arguments.add("1");
                    }
                    assertThat(client.call(arguments.toArray(String[]::new)))
                            .startsWith(
                                    "-ERR " + command.name().replace('|', ' ').toUpperCase(Locale.ROOT))
                            .doesNotContain("syntax", "unknown");
                }
            }
        }
    }

    @Test
    void theTestsThatCommandsAreListedWithExist() throws IOException {
        List<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .toList();
        }
        for (String reason : NOT_COMPARED.values()) {
            if (reason.startsWith(ELSEWHERE)) {
                assertThat(tests).contains(reason.substring(1, reason.indexOf(' ')));
            }
        }
    }

    @ParameterizedTest(name = "RESP{0}, {1} shards")
    @CsvSource({"2, 1", "3, 1", "2, 4", "3, 4"})
    void everyLineMeetsKeysOfEveryType(int protocol, int shards) {
        List<Script.Line> lines = linesOnKeysOfEveryType();
        assertThat(lines).hasSizeGreaterThan(10_000);

        assertSame(lines, protocol, shards);
    }

    @ParameterizedTest(name = "RESP{0}, {1} shards")
    @CsvSource({"2, 1", "3, 4"})
    void wrongNumbersOfArgumentsAreRefusedInTheServersWords(int protocol, int shards) {
        List<Script.Line> lines = new ArrayList<>();
        for (CommandTable.Command command : table.keyed()) {
            if (NOT_COMPARED.containsKey(command.name())) {
                continue;
            }
            String name = command.name().replace('|', ' ');
            int words = command.name().contains("|") ? 2 : 1;
            for (int count = words; count < Math.abs(command.arity()); count++) {
                lines.add(Script.line(name + " x".repeat(count - words)));
            }
            if (command.arity() > 0) {
                lines.add(Script.line(name + " x".repeat((int) command.arity() + 1 - words)));
            }
        }
        assertThat(lines).hasSizeGreaterThan(300);

        assertSame(lines, protocol, shards);
    }

    private void assertSame(List<Script.Line> lines, int protocol, int shards) {
        SharedRedis.flush();
        SharedRedis.flushScripts();
        List<String> direct = run(SharedRedis.DIRECT.endpoint(), protocol, lines);
        List<String> proxied = run((shards == 1 ? oneShard : fourShards).endpoint(), protocol, lines);

        Comparison.assertSame(lines, direct, proxied);
    }

    /** In batches, so that neither side has to hold everything. */
    private static List<String> run(Endpoint endpoint, int protocol, List<Script.Line> lines) {
        List<String> replies = new ArrayList<>();
        try (RawClient client = RawClient.connect(endpoint, protocol)) {
            for (int at = 0; at < lines.size(); at += 200) {
                List<Script.Line> batch = lines.subList(at, Math.min(lines.size(), at + 200));
                replies.addAll(Delivery.PIPELINED.run(client, batch, new Random(0)));
            }
        }
        return replies;
    }

    private List<Script.Line> linesOnKeysOfEveryType() {
        List<Script.Line> result = new ArrayList<>();
        try (RawClient client = SharedRedis.DIRECT.connect()) {
            for (Script script : Script.all()) {
                for (Script.Line line : script.lines()) {
                    int key = line.sameness() == Sameness.EXACT ? onlyKey(client, line) : -1;
                    if (key < 0 || callsForChance(line) || concernsTheConnection(line)) {
                        continue;
                    }
                    for (Script.Line make : KEYS) {
                        String name = new String(make.arguments().get(1), StandardCharsets.UTF_8);
                        result.add(Script.line("DEL " + name));
                        result.add(make);
                        result.add(line.with(key, name));
                    }
                }
            }
        }
        return result;
    }

    /** Index of the command's one key, or -1 where it has none, or several, or another argument looks the same. */
    private static int onlyKey(RawClient client, Script.Line line) {
        List<String> keys = CommandTable.keys(client, line.arguments());
        if (keys.size() != 1) {
            return -1;
        }
        List<String> arguments = line.arguments().stream()
                .map(argument -> new String(argument, StandardCharsets.ISO_8859_1))
                .toList();
        int first = arguments.indexOf(keys.get(0));
        return Collections.frequency(arguments, keys.get(0)) == 1 ? first : -1;
    }

    /** Whether what it means depends on the lines around it: it waits, watches or subscribes. */
    private static boolean concernsTheConnection(Script.Line line) {
        return CONNECTION_SCRIPTS.contains(line.where().replaceAll("\\.txt.*", ""));
    }

    /** Whether the reply is chance, or holds a clock, on some of the keys although it is certain in the script. */
    private boolean callsForChance(Script.Line line) {
        CommandTable.Command command = table.find(line.arguments());
        return command != null
                && Set.of("spop", "srandmember", "hrandfield", "zrandmember", "memory|usage", "object|idletime")
                        .contains(command.name());
    }

    private static Map<String, String> readNotCompared() {
        String file = "/io/ringway/proxy/it/not-compared.txt";
        try (InputStream in = Objects.requireNonNull(EveryCommandIT.class.getResourceAsStream(file))) {
            Map<String, String> reasons = new TreeMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    reasons.put(line.substring(0, space), line.substring(space).strip());
                }
            }
            return reasons;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
