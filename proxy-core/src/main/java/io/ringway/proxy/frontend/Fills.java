// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.cache.CacheRule;
import io.ringway.proxy.cache.CachedReply;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.CommandProbe;
import io.ringway.proxy.cache.FillTicket;
import io.ringway.proxy.cache.HotKeys;
import io.ringway.proxy.cache.LaneEpoch;
import io.ringway.proxy.cache.Lifetime;
import io.ringway.proxy.cache.LocalCache;
import io.ringway.proxy.cache.ReplyForm;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.metrics.CacheCounts;
import io.ringway.proxy.metrics.CacheEvent;
import io.ringway.proxy.transport.Loop;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends one event loop's reads that are not remembered: those that are worth it so that they will be. Identical ones under way
 * share one reply. Confined to the event loop.
 */
final class Fills {
    private static final int KEY_AT = CacheableReads.KEY_AT;

    private static final ByteBuf CACHING_YES = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes("*3\r\n$6\r\nCLIENT\r\n$7\r\nCACHING\r\n$3\r\nYES\r\n".getBytes(StandardCharsets.US_ASCII)));

    private static final byte[] GET = "GET\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PTTL = "PTTL\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Loop loop;
    private final LocalCache cache;
    private final Coherence coherence;
    private final HotKeys hotKeys;
    private final CacheCounts counts;
    private final CacheableReads cacheable;
    private final int ownCommand;
    private final CommandProbe keyProbe = new CommandProbe();
    /** The newest of each command whose reply is not here yet, by the command's hash; each leaves when it is, or will not come. */
    private final LongObjectMap<SharedRead> underWay = new LongObjectHashMap<>();
    /** How many there have been. */
    private long begun;

    Fills(Loop loop, CacheAccess access, CacheableReads cacheable) {
        this.loop = loop;
        this.cache = access.cache();
        this.coherence = cache.coherence();
        this.hotKeys = access.hotKeys();
        this.counts = access.counts();
        this.cacheable = cacheable;
        this.ownCommand = access.ownCommand();
    }

    /** Fetches one key of a command that goes to this shard, to be remembered, where that is worth it. */
    void fetch(ClientConnection client, CommandFrame command, int key, int shard) {
        CommandProbe probe = keyProbe;
        cacheable.pointAtKey(probe, client.session(), command, key);
        if (cache.replies().find(probe, loop.now()) != null || underWay.containsKey(probe.hash())) {
            return;
        }
        ByteBuf buffer = command.buffer();
        int keyStart = command.argStart(key);
        int keyLength = command.argLength(key);
        int rule = asked(command, key);
        Lane lane = client.lanes().to(shard);
        FillTicket read = admit(probe, lane, shard, rule);
        if (read != null && !read.isDoubtful()) {
            Fill fill = begin(probe, lane, read, rule);
            ByteBuf reading = withKey(GET, buffer, keyStart, keyLength);
            send(fill, cacheable.get(), reading, 0, reading.readableBytes());
            reading.release();
            sendLifetime(fill, buffer, keyStart, keyLength);
        }
    }

    /**
     * Sends a read that is not answered from the cache: as it came, or so that its reply is remembered.
     *
     * @param probe points at the command
     * @param sink takes the reply for the client
     * @param isRemembered whether its reply is, but may not be given, as the client awaits what may be newer
     */
    void send(
            CommandProbe probe,
            ClientConnection client,
            ReplySink sink,
            CommandSpec row,
            CommandFrame command,
            int shard,
            boolean isRemembered) {
        int rule = asked(command, KEY_AT);
        Lane lane = client.lanes().to(shard);
        SharedRead running = isRemembered ? null : underWay(probe, lane);
        int stripe = Coherence.stripeOf(probe.keyHash());
        if (isRemembered || (running != null && client.unansweredReads().mayIncludeLater(stripe, running))) {
            counts.happened(CacheEvent.BYPASS_ORDER);
            sendAlone(probe, client, sink, row, command, lane);
            return;
        }
        if (running != null) {
            counts.happened(CacheEvent.JOINED);
            await(running, client, sink);
            return;
        }
        FillTicket read = admit(probe, lane, shard, rule);
        if (read == null) {
            sendAlone(probe, client, sink, row, command, lane);
        } else if (read.isDoubtful()) {
            SharedRead shared = new SharedRead(this, ++begun, probe.store(), read, lane);
            underWay.put(probe.hash(), shared);
            await(shared, client, sink);
            lane.send(command.buffer(), command.start(), command.length(), shared, SharedRead.COMMAND, row.id());
        } else {
            Fill fill = begin(probe, lane, read, rule);
            await(fill, client, sink);
            send(fill, row, command.buffer(), command.start(), command.length());
            sendLifetime(fill, command.buffer(), command.argStart(KEY_AT), command.argLength(KEY_AT));
        }
    }

    /** Counts a read of a key that is not answered from the cache; returns the number of the rule for the key. */
    private int asked(CommandFrame command, int key) {
        ByteBuf buffer = command.buffer();
        int keyStart = command.argStart(key);
        int keyLength = command.argLength(key);
        hotKeys.accessed(buffer, keyStart, keyLength);
        int rule = cache.rules().numberFor(buffer, keyStart, keyLength);
        counts.missed(rule);
        return rule;
    }

    private static void sendAlone(
            CommandProbe probe,
            ClientConnection client,
            ReplySink sink,
            CommandSpec row,
            CommandFrame command,
            Lane lane) {
        client.unansweredReads().add(Coherence.stripeOf(probe.keyHash()));
        long ticket = client.replies().open();
        lane.send(command.buffer(), command.start(), command.length(), sink, ticket, row.id());
    }

    /** The read under way that would be answered as the command that is pointed at, if it were sent there now; null if there is none. */
    private @Nullable SharedRead underWay(CommandProbe probe, Lane lane) {
        SharedRead newest = underWay.isEmpty() ? null : underWay.get(probe.hash());
        return newest != null
                        && newest.lane() == lane
                        && probe.is(newest.command())
                        && coherence.mayStore(newest.read())
                ? newest
                : null;
    }

    private static void await(SharedRead read, ClientConnection client, ReplySink sink) {
        client.unansweredReads().addShared(read);
        read.join(sink, client.replies().open());
    }

    /**
     * The circumstances in which the read is made, if it is worth more than being sent: where they are doubtful it may be shared,
     * else remembered. Null if it is not.
     */
    private @Nullable FillTicket admit(CommandProbe probe, Lane lane, int shard, int rule) {
        CacheRule.Mode mode = cache.rules().get(rule).mode();
        boolean frequent = mode != CacheRule.Mode.NEVER && cache.admission().missed(probe.keyHash());
        if (mode != CacheRule.Mode.CACHE) {
            counts.happened(CacheEvent.BYPASS_RULE);
            return null;
        }
        if (!cache.replies().isOn()) {
            counts.happened(CacheEvent.BYPASS_OFF);
            return null;
        }
        if (!frequent) {
            counts.happened(CacheEvent.BYPASS_COLD);
            return null;
        }
        LaneEpoch epoch = lane.newsEpoch();
        if (epoch == null) {
            counts.happened(CacheEvent.BYPASS_UNARMED);
            return null;
        }
        FillTicket read = coherence.ticket(shard, Coherence.stripeOf(probe.keyHash()), epoch);
        if (read.isDoubtful()) {
            counts.happened(CacheEvent.BYPASS_WRITE);
            return lane.isBehindWrites(read, coherence) ? read : null;
        }
        return read;
    }

    /** A fill of the command that is pointed at; what it sends comes next. */
    private Fill begin(CommandProbe probe, Lane lane, FillTicket read, int rule) {
        counts.happened(CacheEvent.MISS);
        Fill fill = new Fill(this, ++begun, probe.store(), read, lane, loop.now(), rule);
        underWay.put(probe.hash(), fill);
        return fill;
    }

    private void send(Fill fill, CommandSpec row, ByteBuf command, int start, int length) {
        fill.lane().send(CACHING_YES, 0, CACHING_YES.readableBytes(), fill, Fill.CACHING, ownCommand);
        fill.lane().send(command, start, length, fill, Fill.COMMAND, row.id());
    }

    private void sendLifetime(Fill fill, ByteBuf keyHolder, int keyStart, int keyLength) {
        ByteBuf lifetime = withKey(PTTL, keyHolder, keyStart, keyLength);
        fill.lane().send(lifetime, 0, lifetime.readableBytes(), fill, Fill.LIFETIME, ownCommand);
        lifetime.release();
    }

    /** A command of this name, which comes with its line end, and a key. */
    private ByteBuf withKey(byte[] name, ByteBuf keyHolder, int keyStart, int keyLength) {
        ByteBuf encoded = loop.allocator().directBuffer(32 + keyLength);
        CommandEncoder.header(encoded, '*', 2);
        CommandEncoder.header(encoded, '$', name.length - 2);
        encoded.writeBytes(name);
        CommandEncoder.header(encoded, '$', keyLength);
        return encoded.writeBytes(keyHolder, keyStart, keyLength + 2);
    }

    /** The reply is here, or some of it, or will not come: nobody can join any more. */
    void answered(SharedRead read) {
        long hash = read.command().hash();
        if (underWay.get(hash) == read) {
            underWay.remove(hash);
        }
    }

    int maxEntryBytes(int rule) {
        return cache.rules().get(rule).maxEntryBytes();
    }

    void rejected(CacheEvent why) {
        counts.happened(why);
    }

    /** The key's time to live, the last that was needed, is here. */
    void arrived(Fill fill, byte[] data, ByteBuf in, int start, int length) {
        long age = cache.rules().get(fill.rule()).maxAge().toNanos();
        int from = CachedReply.replyIn(fill.command());
        long lifetime = Lifetime.nanos(in, start, length, data, from, age);
        long expiresAt = fill.sentAt() + lifetime;
        if (lifetime <= 0 || expiresAt - loop.now() <= 0) {
            counts.happened(CacheEvent.REJECTED_EXPIRING);
            return;
        }
        boolean isNull = fill.command().form() == ReplyForm.EITHER && Lifetime.isNull(data, from);
        CachedReply cached = new CachedReply(fill.command(), data, isNull, fill.read(), expiresAt, fill.rule());
        boolean stored = cache.replies().store(cached, fill.read());
        counts.happened(stored ? CacheEvent.STORED : CacheEvent.REJECTED_CHANGED);
    }
}
