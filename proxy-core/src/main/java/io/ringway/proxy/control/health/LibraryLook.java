// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.ControlLanes;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks one shard after the other for its libraries of functions, so that memory holds one reply at a time and each library's code
 * once. Confined to the event loop.
 */
final class LibraryLook implements WholeReplySink {
    private static final byte[][] LIST = {bytes("FUNCTION"), bytes("LIST"), bytes("WITHCODE")};
    private static final byte[][] STATISTICS = {bytes("INFO"), bytes("commandstats")};
    private static final long FIRST = 0;
    private static final long LAST = 1;

    private final ControlLanes lanes;
    private final List<String> names;
    private final Executor loop;
    private final Runnable done;
    /** Of the shards asked so far; null where one has no say. */
    private final List<@Nullable ShardLibraries> shards = new ArrayList<>();
    /** Why shards have no say that ought to have one, by name. */
    private final Map<String, String> refusals = new TreeMap<>();
    /** The codes seen. */
    private final Map<RespValue.Bulk, RespValue.Bulk> codes = new HashMap<>();

    private boolean complete = true;
    /** What the shard that is being asked said to the first question; null where there was no reply. */
    private @Nullable RespValue list;

    /**
     * A look that is begun by {@link #next}.
     *
     * @param names of the shards, by number
     * @param done run when all have answered, or failed to
     */
    LibraryLook(ControlLanes lanes, List<String> names, Executor loop, Runnable done) {
        this.lanes = lanes;
        this.names = names;
        this.loop = loop;
        this.done = done;
    }

    /** Asks the next shard. */
    void next() {
        if (shards.size() == names.size()) {
            done.run();
            return;
        }
        int shard = shards.size();
        lanes.ask(shard, this, FIRST, LIST);
        lanes.ask(shard, this, LAST, STATISTICS);
    }

    /** By number; null where a shard has no say. */
    List<@Nullable ShardLibraries> shards() {
        return shards;
    }

    /** Whether it makes no sense to ask again soon. */
    boolean isComplete() {
        return complete;
    }

    /** Why shards have no say that ought to have one, by name; empty where there are no libraries. */
    Map<String, String> refusals() {
        boolean any = shards.stream()
                .anyMatch(shard -> shard != null && !shard.codes().isEmpty());
        return any ? refusals : Map.of();
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        answered(ticket, decode(in.slice(start, length)));
    }

    @Override
    public void failed(long ticket, Failure failure) {
        if (failure.kind() == Failure.Kind.TOO_LARGE) {
            answered(ticket, RespValue.error(failure.text()));
        } else {
            complete = false;
            answered(ticket, null);
        }
    }

    private void answered(long ticket, @Nullable RespValue value) {
        if (ticket == FIRST) {
            list = value;
            return;
        }
        shards.add(libraries(list, value));
        // Where lanes are down, answers come before the question has been put down.
        loop.execute(this::next);
    }

    private @Nullable ShardLibraries libraries(@Nullable RespValue listed, @Nullable RespValue statistics) {
        if (listed instanceof RespValue.Array array && statistics != null) {
            return ShardLibraries.of(array, statistics).sharing(codes);
        }
        if (listed instanceof RespValue.Err error) {
            refused(error.text());
        }
        return null;
    }

    private void refused(String error) {
        if (!error.startsWith("ERR ") && !error.startsWith("NOPERM ")) {
            // It is loading its data, or busy.
            complete = false;
        } else if (!error.startsWith("ERR unknown ")) {
            // Servers before Redis 7 know no functions.
            refusals.put(names.get(shards.size()), error);
        }
    }

    private static RespValue decode(ByteBuf reply) {
        try {
            return RespDecoder.decode(reply);
        } catch (MalformedReplyException e) {
            return RespValue.error("ERR a malformed reply: " + e.getMessage());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
