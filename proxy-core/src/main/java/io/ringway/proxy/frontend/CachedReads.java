// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.cache.CachedReply;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.CommandProbe;
import io.ringway.proxy.cache.HotKeys;
import io.ringway.proxy.cache.ReplyCache;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.metrics.CacheCounts;
import io.ringway.proxy.transport.Loop;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop does with the cache: answers reads from it, and sends those that are worth remembering so that they are.
 * A client's reads are never answered in another order than a shard would have answered them, and never with what is older than
 * a write that was answered before: see {@code docs/caching.md}. Confined to the event loop.
 */
final class CachedReads {
    /** Longer MGETs are left to the shards. */
    private static final int MOST_KEYS = 64;

    /** Of so many hits one is told to what decides which replies stay: that costs more than all else that a hit takes. */
    private static final int SAMPLE = 8;

    private static final byte[] RESP2_NULL = {'$', '-', '1', '\r', '\n'};
    private static final byte[] RESP3_NULL = {'_', '\r', '\n'};

    private final Loop loop;
    private final ReplyCache replies;
    private final Coherence coherence;
    private final HotKeys hotKeys;
    private final CacheCounts counts;
    private final CacheableReads cacheable;
    private final Fills fills;
    private final LookAhead ahead = new LookAhead(CommandReader.BATCH);
    private final CommandProbe probe = new CommandProbe();
    /** Points at the command that was looked for last. */
    private CommandProbe pointed = probe;
    /** That command; null where it is not the batch's, or keys of it were looked for one by one. */
    private @Nullable CommandFrame pointedAt;
    /** Whether it is remembered, but its client awaits what may be newer. */
    private boolean isOutOfOrder;
    /** What the keys of an MGET are answered with; all leave when it is answered. */
    private final List<CachedReply> found = new ArrayList<>();

    private int hits;

    CachedReads(Loop loop, CacheAccess access, TrustedRows trusted) {
        this.loop = loop;
        this.replies = access.cache().replies();
        this.coherence = access.cache().coherence();
        this.hotKeys = access.hotKeys();
        this.counts = access.counts();
        this.cacheable = new CacheableReads(access, trusted);
        this.fills = new Fills(loop, access, cacheable);
    }

    /** Whether the command reads one key, and its reply may be remembered. */
    boolean mayCache(ClientConnection client, CommandSpec row, CommandFrame command) {
        return client.readsFreely() && cacheable.isOneRead(row, command);
    }

    /** Whether each key of the command may be remembered by itself. */
    boolean mayCacheKeys(ClientConnection client, CommandSpec row) {
        return client.readsFreely() && cacheable.isManyReads(row);
    }

    /** As {@link Fills#send}. */
    @SuppressWarnings("ReferenceEquality") // what matters is which one it is
    void send(ClientConnection client, ReplySink sink, CommandSpec row, CommandFrame command, int shard) {
        if (pointedAt != command) {
            point(client, row, command);
        }
        fills.send(pointed, client, sink, row, command, shard, isOutOfOrder);
    }

    /** As {@link Fills#fetch}. */
    void fetch(ClientConnection client, CommandFrame command, int key, int shard) {
        fills.fetch(client, command, key, shard);
    }

    /**
     * Looks for the replies to the reads that a batch begins with, as far as nothing between them can change what they mean. To
     * be told of every batch, before its first command is carried out.
     */
    void lookAhead(ClientConnection client, CommandBatch batch) {
        ahead.clear();
        pointedAt = null;
        if (batch.size() == 1 || !client.readsFreely()) {
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            CommandSpec row = batch.row(i);
            if (row == null || !ahead.add(cacheable, client.session(), row, batch.get(i))) {
                break;
            }
        }
        ahead.find(replies, loop.now());
    }

    /** Answers the command if its reply is remembered. */
    boolean answer(ClientConnection client, CommandSpec row, CommandFrame command) {
        if (!client.readsFreely()) {
            return false;
        }
        if (cacheable.isManyReads(row)) {
            boolean answered = findKeys(client, command);
            if (answered) {
                answerAll(client);
            }
            found.clear();
            return answered;
        }
        CachedReply reply = find(client, row, command);
        if (reply == null) {
            return false;
        }
        if (client.unansweredReads().mayInclude(reply.stripe())) {
            isOutOfOrder = true;
            return false;
        }
        hit(reply, command, CacheableReads.KEY_AT);
        answer(client, reply);
        return true;
    }

    private @Nullable CachedReply find(ClientConnection client, CommandSpec row, CommandFrame command) {
        long now = loop.now();
        if (ahead.take(command)) {
            pointed = ahead.probe();
            pointedAt = command;
            isOutOfOrder = false;
            CachedReply early = ahead.found();
            return early != null && coherence.isCurrent(early, now) ? early : replies.find(pointed, now);
        }
        return point(client, row, command) ? replies.find(probe, now) : null;
    }

    private boolean point(ClientConnection client, CommandSpec row, CommandFrame command) {
        boolean points = cacheable.point(probe, client.session(), row, command);
        pointed = probe;
        pointedAt = points ? command : null;
        isOutOfOrder = false;
        return points;
    }

    private void hit(CachedReply reply, CommandFrame command, int key) {
        counts.hit(reply.rule());
        hotKeys.accessed(command.buffer(), command.argStart(key), command.argLength(key));
        hits++;
        if (hits % SAMPLE == 0) {
            replies.used(reply, SAMPLE);
        }
    }

    private static void answer(ClientConnection client, CachedReply reply) {
        if (reply.isNull()) {
            byte[] none = client.session().protocol() == Protocol.RESP3 ? RESP3_NULL : RESP2_NULL;
            client.replies().answer(none, 0, none.length);
        } else {
            client.replies().answer(reply.data(), reply.start(), reply.length());
        }
    }

    /** Answers with an array of what has been found. */
    private void answerAll(ClientConnection client) {
        byte[] none = client.session().protocol() == Protocol.RESP3 ? RESP3_NULL : RESP2_NULL;
        ByteBuf all = loop.allocator().buffer();
        CommandEncoder.header(all, '*', found.size());
        for (CachedReply element : found) {
            if (element.isNull()) {
                all.writeBytes(none);
            } else {
                all.writeBytes(element.data(), element.start(), element.length());
            }
        }
        client.replies().reply(client.replies().open(), all, all.readerIndex(), all.readableBytes());
        all.release();
    }

    /** Finds what GET would reply for each argument; returns whether all of it is remembered, and true at one moment. */
    private boolean findKeys(ClientConnection client, CommandFrame command) {
        int keys = command.argCount() - 1;
        if (keys < 1 || keys > MOST_KEYS) {
            return false;
        }
        long now = loop.now();
        pointedAt = null;
        for (int key = 1; key <= keys; key++) {
            cacheable.pointAtKey(probe, client.session(), command, key);
            CachedReply reply = replies.find(probe, now);
            if (reply == null || client.unansweredReads().mayInclude(reply.stripe())) {
                return false;
            }
            found.add(reply);
        }
        for (int i = 0; i < keys; i++) {
            // Other loops may have written one while the next was looked for.
            if (!coherence.isCurrent(found.get(i), now)) {
                return false;
            }
        }
        for (int i = 0; i < keys; i++) {
            hit(found.get(i), command, i + 1);
        }
        return true;
    }
}
