// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.cache.CacheArming;
import io.ringway.proxy.cache.LaneEpoch;
import io.ringway.resp.CommandEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the shard tell of changes to what is read on one connection and remembered. The news comes in on another connection, the
 * loop's messenger to the shard: RESP2 knows no pushes, and servers may put one into the middle of another reply when the
 * connection that it is for is busy, so the messenger has nothing else to do. While nothing is said, a PING now and then makes
 * sure that a connection is alive. Confined to the event loop.
 */
final class LaneTracking implements ReplySink {
    /** How long a connection may be silent before it is asked whether it is alive. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long TRACKING = 0;
    private static final long HEARTBEAT = 1;
    private static final long TABLE_SIZE = 2;
    private static final long END = 3;

    private final Lane lane;
    private final LaneConnection connection;
    private final CacheLink cache;
    /** Whether it is the lane where the news comes in. */
    private final boolean isMessenger;
    /** The time of reliable news that is under way, or the last one; null before the first. */
    private @Nullable LaneEpoch epoch;
    /** The server's number for this connection; negative until it is known. */
    private long clientId = -1;

    private boolean ready;
    private boolean refused;
    private boolean heartbeatSent;

    LaneTracking(Lane lane, LaneConnection connection, CacheLink cache, boolean isMessenger) {
        this.isMessenger = isMessenger;
        this.lane = lane;
        this.connection = connection;
        this.cache = cache;
    }

    /** The connection takes commands from now on. */
    void connected(long id) {
        clientId = id;
        ready = true;
        if (isMessenger) {
            // Tracks nothing, but shows whether the server would.
            begin(null);
            say(TABLE_SIZE, "CONFIG", "GET", "tracking-table-max-keys");
        }
    }

    /** The time of reliable news, begun if need be; null while there is none to be had. */
    @Nullable
    LaneEpoch epoch() {
        if (!ready || refused) {
            return null;
        }
        LaneEpoch current = epoch;
        if (isMessenger) {
            return current != null && !current.isLost() ? current : begin(null);
        }
        Lane other = lane.messenger();
        LaneTracking messenger = other == null ? null : other.tracking();
        LaneEpoch news = messenger == null ? null : messenger.epoch();
        if (messenger == null || news == null) {
            return null;
        }
        if (current != null && !current.isLost() && current.isToldBy(news)) {
            return current;
        }
        return begin(messenger);
    }

    /** A push came. */
    void push(ByteBuf in, int start, int length) {
        int keys = cache.pushed(in, start, length, lane.shard().number());
        if (keys != 0) {
            cache.counts().invalidated(Math.abs(keys));
        }
    }

    /** Sees to it that silence is looked into. */
    void checkSilence(long now, long lastReadAt) {
        LaneEpoch current = epoch;
        if (ready && !heartbeatSent && current != null && !current.isLost() && now - lastReadAt > SILENCE_NANOS) {
            heartbeatSent = true;
            // An idle loop's clock stands still, and a command is overdue by when it was read.
            lane.loop().readClock();
            say(HEARTBEAT, "PING");
        }
    }

    /** Nothing of what is read here is remembered any more. */
    void end() {
        doubt();
        if (ready && epoch != null) {
            say(END, "CLIENT", "TRACKING", "OFF");
        }
        epoch = null;
    }

    /** There is doubt whether news still comes. */
    void doubt() {
        LaneEpoch current = epoch;
        if (current != null) {
            current.lose();
        }
    }

    /** The connection is gone. */
    void lost(String reason) {
        ready = false;
        doubt();
        if (isMessenger && !refused) {
            cache.arming().disarmed(lane.shard().number(), reason);
        }
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        if (ticket == HEARTBEAT) {
            heartbeatSent = false;
            return;
        }
        if (ticket == END) {
            return;
        }
        CacheArming arming = cache.arming();
        if (ticket == TABLE_SIZE) {
            arming.tracksAtMost(lane.shard().number(), lastNumber(in, start, length));
            return;
        }
        if (in.getByte(start) == '+') {
            if (isMessenger) {
                arming.armed(lane.shard().number());
            }
            return;
        }
        doubt();
        // A messenger that has just gone is no refusal: there will be another one.
        if (isMessenger) {
            refused = true;
            arming.disarmed(
                    lane.shard().number(),
                    "it refused CLIENT TRACKING: " + in.toString(start + 1, length - 3, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        doubt();
    }

    @Override
    public void failed(long ticket, Failure failure) {
        heartbeatSent = false;
        doubt();
    }

    /** The number that a reply of bulk strings ends with; -1 where there is none, as in an error. */
    private static long lastNumber(ByteBuf in, int start, int length) {
        int end = start + length - 2;
        int at = end;
        while (at > start && in.getByte(at - 1) >= '0' && in.getByte(at - 1) <= '9' && end - at < 18) {
            at--;
        }
        boolean ofBulk = at < end && in.getByte(at - 1) == '\n';
        return ofBulk ? Long.parseLong(in.toString(at, end - at, StandardCharsets.US_ASCII)) : -1;
    }

    @Override
    public boolean takesParts() {
        return false;
    }

    private LaneEpoch begin(@Nullable LaneTracking messenger) {
        LaneEpoch next;
        if (messenger == null) {
            next = new LaneEpoch();
            say(TRACKING, "CLIENT", "TRACKING", "ON", "OPTIN");
        } else {
            next = new LaneEpoch(messenger.epoch);
            String id = Long.toString(messenger.clientId);
            say(TRACKING, "CLIENT", "TRACKING", "ON", "REDIRECT", id, "OPTIN");
        }
        epoch = next;
        return next;
    }

    private void say(long ticket, String... command) {
        ByteBuf encoded = lane.loop().allocator().buffer();
        try {
            CommandEncoder.encode(encoded, command);
            connection.send(encoded, 0, encoded.readableBytes(), this, ticket, cache.ownCommand());
        } finally {
            encoded.release();
        }
    }
}
