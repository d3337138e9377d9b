// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.proxy.session.Topic;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one client between MULTI and EXEC: copies of their frames, in order, and which of them the proxy carries out
 * itself. Confined to the client's event loop.
 */
final class QueuedCommands {
    private static final ByteBuf MULTI = constant("*1\r\n$5\r\nMULTI\r\n");
    private static final byte[] HELLO = "HELLO".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuf EXEC = constant("*1\r\n$4\r\nEXEC\r\n");

    private final ByteBuf frames;
    /** Commands for the shard, by the end of their frames in {@link #frames}. */
    private final List<Sent> sent = new ArrayList<>();

    private final List<Local> locals = new ArrayList<>();
    private final List<Published> published = new ArrayList<>();
    /** Digests of the scripts that are called; few, as each is there once. */
    private final Set<ScriptDigest> scripts = new LinkedHashSet<>();

    /** What they may write that may write anything. */
    private final List<Written> written = new ArrayList<>();

    /** Functions that are called and may write. */
    private final Set<String> functions = new HashSet<>();

    private int count;
    /** Of those that the shard is sent, how many the proxy carries out all the same. */
    private int greetings;

    private boolean mayReplicate;

    QueuedCommands(ByteBufAllocator allocator) {
        frames = allocator.buffer();
    }

    /**
     * Adds one at the end.
     *
     * @param script the digest of the script that it calls, if any
     * @param writes what it may write
     * @param replicates whether it waits while writes are paused
     */
    void add(Plan.Queue plan, CommandFrame frame, @Nullable ScriptDigest script, Written writes, boolean replicates) {
        if (writes != Written.NOTHING) {
            written.add(writes);
        }
        CommandSpec command = plan.command();
        if (script != null) {
            scripts.add(script);
        }
        Topic channel = plan.published();
        if (channel != null) {
            published.add(new Published(count, channel));
        }
        if (plan.local()) {
            byte[][] arguments = new byte[frame.argCount()][];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = frame.arg(i);
            }
            boolean told = plan.greets() && arguments.length > 1;
            locals.add(new Local(count, command, CommandFrame.of(arguments), told));
            if (told) {
                // What stands behind it is answered in the other protocol. Names and passwords are not for the shard.
                CommandEncoder.encode(frames, HELLO, arguments[1]);
                sent.add(new Sent(command, frames.writerIndex()));
                greetings++;
            }
        } else {
            frames.writeBytes(frame.buffer(), frame.start(), frame.length());
            sent.add(new Sent(command, frames.writerIndex()));
        }
        count++;
        if (replicates && isFunctionCall(command)) {
            functions.add(functionOf(frame));
        } else {
            mayReplicate |= replicates;
        }
    }

    int count() {
        return count;
    }

    /**
     * Whether a command is among them that waits while writes are paused.
     *
     * @param exempt functions that need not wait
     */
    boolean mayReplicate(Predicate<String> exempt) {
        return mayReplicate || !functions.stream().allMatch(exempt);
    }

    /** Whether the command calls a function that may write. */
    static boolean isFunctionCall(CommandSpec command) {
        return command.name().equals("fcall");
    }

    /** The name of the function that it calls, as functions are known by: case does not matter. */
    static String functionOf(CommandFrame frame) {
        return frame.argText(1).toLowerCase(Locale.ROOT);
    }

    /** Commands that publish, in order. */
    List<Published> published() {
        return published;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long bytes() {
        return frames.capacity();
    }

    /** Commands that the proxy carries out itself, in order. */
    List<Local> locals() {
        return locals;
    }

    /** Digests of the scripts that are called. */
    Set<ScriptDigest> scripts() {
        return scripts;
    }

    /** Whether there is anything to be sent. */
    boolean needShard() {
        return sent.size() > greetings;
    }

    /** The ticket of EXEC's reply. */
    int execTicket() {
        return sent.size() + 1;
    }

    /** Sends all as one batch; replies come with tickets from 0 on, EXEC's last. */
    void send(Lane lane, ReplySink sink, CommandSpec exec) {
        int ticket = 0;
        lane.send(MULTI, 0, MULTI.readableBytes(), sink, ticket++, exec.id());
        int start = 0;
        for (Sent each : sent) {
            lane.send(
                    frames,
                    start,
                    each.end() - start,
                    sink,
                    ticket++,
                    each.command().id());
            start = each.end();
        }
        // What they write is written when EXEC is carried out, and not before.
        lane.send(EXEC, 0, EXEC.readableBytes(), sink, ticket, exec.id(), Written.all(written));
    }

    /** Calls back with each command and its row, in order; a frame is good for that call only. */
    void forEach(BiConsumer<CommandSpec, CommandFrame> each) {
        CommandParser parser = new CommandParser();
        CommandFrame frame = new CommandFrame();
        ByteBuf rest = frames.duplicate();
        int local = 0;
        int shards = 0;
        for (int position = 0; position < count; position++) {
            if (local < locals.size() && locals.get(local).position() == position) {
                Local mine = locals.get(local++);
                if (mine.told()) {
                    parser.parse(rest, frame, ProtocolLimits.DEFAULT);
                    shards++;
                }
                each.accept(mine.command(), mine.frame());
            } else {
                parser.parse(rest, frame, ProtocolLimits.DEFAULT);
                each.accept(sent.get(shards++).command(), frame);
            }
        }
    }

    void release() {
        frames.release();
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A command for the shard. */
    private record Sent(CommandSpec command, int end) {}

    /**
     * A command that publishes.
     *
     * @param position its place among all queued commands, from 0
     */
    record Published(int position, Topic topic) {}

    /**
     * A command for the proxy itself.
     *
     * @param position its place among all queued commands, from 0
     * @param told whether the shard is sent something in its place, whose reply is nobody's
     */
    record Local(int position, CommandSpec command, CommandFrame frame, boolean told) {}
}
