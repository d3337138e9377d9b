// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import io.ringway.proxy.cache.StoredCommand;
import io.ringway.proxy.command.Cacheable;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.metrics.CacheCounts;
import io.ringway.proxy.metrics.CacheEvent;
import io.ringway.proxy.transport.Loop;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop does with the cache: answers reads from it, and sends those that are worth remembering so that they are.
 * A client's reads are never answered in another order than a shard would have answered them, and never with what is older than
 * a write that was answered before: see {@code docs/caching.md}. Confined to the event loop.
 */
final class CachedReads {
    /** Commands that read one key have it there. */
    private static final int KEY_AT = 1;

    /** All loops share what is told of hits. */
    private static final int TOLD_TOGETHER = 64;

    private static final ByteBuf CACHING_YES = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes("*3\r\n$6\r\nCLIENT\r\n$7\r\nCACHING\r\n$3\r\nYES\r\n".getBytes(StandardCharsets.US_ASCII)));

    private static final byte[] PTTL = "PTTL\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Loop loop;
    private final LocalCache cache;
    private final Coherence coherence;
    private final HotKeys hotKeys;
    private final CacheCounts counts;
    /** By the row's id. */
    private final Cacheable[] cacheable;
    /** Rows whose commands have one key whatever their arguments. */
    private final BitSet alwaysOneKey = new BitSet();

    private final int ownCommand;
    /** Hits that the admission has not been told of. */
    private int untoldHits;

    private final CommandProbe probe = new CommandProbe();
    /** Fills whose reply is not here yet, by the hash of their command; each leaves when it is, or will not come. */
    private final Map<Long, Fill> fills = new HashMap<>();

    CachedReads(Loop loop, CacheAccess access) {
        this.loop = loop;
        this.cache = access.cache();
        this.coherence = cache.coherence();
        this.hotKeys = access.hotKeys();
        this.counts = access.counts();
        this.ownCommand = access.ownCommand();
        CommandTable table = access.table();
        this.cacheable = table.byId().stream().map(CommandSpec::cacheable).toArray(Cacheable[]::new);
        for (CommandSpec row : table.all()) {
            alwaysOneKey.set(
                    row.id(),
                    row.cacheable() != Cacheable.NO && KeyFinder.of(row).onlyKeyAt() == KEY_AT);
        }
    }

    /** Whether the command reads one key, and its reply may be remembered. */
    boolean mayCache(ClientConnection client, CommandSpec row, CommandFrame command) {
        return client.readsFreely()
                && cacheable[row.id()] != Cacheable.NO
                && (alwaysOneKey.get(row.id()) || command.argCount() == 2);
    }

    /** Answers the command if its reply is remembered. */
    boolean answer(ClientConnection client, CommandSpec row, CommandFrame command) {
        if (cacheable[row.id()] == Cacheable.NO || command.argCount() <= KEY_AT || !client.readsFreely()) {
            return false;
        }
        point(client, row, command);
        CachedReply reply = cache.replies().find(probe, loop.now());
        if (reply == null) {
            return false;
        }
        if (!client.isAheadOfReads(reply.stripe())) {
            counts.happened(CacheEvent.BYPASS_ORDER);
            return false;
        }
        counts.hit(reply.rule());
        if (++untoldHits == TOLD_TOGETHER) {
            cache.admission().hits(untoldHits);
            untoldHits = 0;
        }
        hotKeys.accessed(command.buffer(), command.argStart(KEY_AT), command.argLength(KEY_AT));
        client.answer(reply);
        return true;
    }

    /**
     * Sends a read that is not remembered: as it came, or so that it will be.
     *
     * @param sink takes the reply for the client
     */
    void send(ClientConnection client, ReplySink sink, CommandSpec row, CommandFrame command, int shard) {
        ByteBuf buffer = command.buffer();
        int keyStart = command.argStart(KEY_AT);
        int keyLength = command.argLength(KEY_AT);
        hotKeys.accessed(buffer, keyStart, keyLength);
        point(client, row, command);
        long hash = probe.keyHash();
        int stripe = coherence.stripeOf(hash);
        Fill running = fills.isEmpty() ? null : fills.get(probe.hash());
        boolean mayJoin = running != null
                && probe.is(running.command())
                && client.isAheadOfReads(stripe)
                && coherence.mayStore(running.read());
        client.reads(stripe);
        long ticket = client.openTicket();
        Lane lane = client.lane(shard);
        int rule = cache.rules().numberFor(buffer, keyStart, keyLength);
        counts.missed(rule);
        if (running != null && mayJoin && running.lane() == lane) {
            counts.happened(CacheEvent.JOINED);
            running.join(sink, ticket);
            return;
        }
        FillTicket read = running == null ? admit(lane, hash, shard, stripe, rule) : null;
        if (read == null) {
            lane.send(buffer, command.start(), command.length(), sink, ticket, row.id());
        } else {
            fill(sink, ticket, row, command, lane, read, rule);
        }
    }

    /** The circumstances in which the read is made, if it is to be remembered; else null. */
    private @Nullable FillTicket admit(Lane lane, long hash, int shard, int stripe, int rule) {
        CacheRule.Mode mode = cache.rules().get(rule).mode();
        boolean frequent = mode != CacheRule.Mode.NEVER && cache.admission().missed(hash);
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
        FillTicket read = coherence.ticket(shard, stripe, epoch);
        if (read.isDoubtful()) {
            counts.happened(CacheEvent.BYPASS_WRITE);
            return null;
        }
        return read;
    }

    private void fill(
            ReplySink sink, long ticket, CommandSpec row, CommandFrame command, Lane lane, FillTicket read, int rule) {
        counts.happened(CacheEvent.MISS);
        StoredCommand stored = probe.store();
        Fill fill = new Fill(this, stored, read, lane, loop.now(), rule);
        fill.join(sink, ticket);
        fills.put(stored.hash(), fill);
        lane.send(CACHING_YES, 0, CACHING_YES.readableBytes(), fill, Fill.CACHING, ownCommand);
        lane.send(command.buffer(), command.start(), command.length(), fill, Fill.COMMAND, row.id());
        ByteBuf lifetime = loop.allocator().directBuffer(32 + command.argLength(KEY_AT));
        try {
            CommandEncoder.header(lifetime, '*', 2);
            CommandEncoder.header(lifetime, '$', 4);
            lifetime.writeBytes(PTTL);
            CommandEncoder.header(lifetime, '$', command.argLength(KEY_AT));
            lifetime.writeBytes(command.buffer(), command.argStart(KEY_AT), command.argLength(KEY_AT) + 2);
            lane.send(lifetime, 0, lifetime.readableBytes(), fill, Fill.LIFETIME, ownCommand);
        } finally {
            lifetime.release();
        }
    }

    // ---- what fills come to

    /** The reply is here, or some of it, or will not come: nobody can join any more. */
    void answered(Fill fill) {
        fills.remove(fill.command().hash(), fill);
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

    private void point(ClientConnection client, CommandSpec row, CommandFrame command) {
        ReplyForm form = ReplyForm.EITHER;
        if (cacheable[row.id()] == Cacheable.OWN) {
            form = client.session().protocol() == Protocol.RESP3 ? ReplyForm.RESP3 : ReplyForm.RESP2;
        }
        int last = command.argCount() - 1;
        probe.set(
                command.buffer(),
                row.id(),
                command.argStart(KEY_AT),
                command.argLength(KEY_AT),
                command.argStart(last) + command.argLength(last),
                client.session().database(),
                form);
    }
}
