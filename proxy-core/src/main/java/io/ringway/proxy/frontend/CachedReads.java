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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop does with the cache: answers reads from it, and sends those that are worth remembering so that they are.
 * A client's reads are never answered in another order than a shard would have answered them, and never with what is older than
 * a write that was answered before: see {@code docs/caching.md}. Confined to the event loop.
 */
final class CachedReads {
    /** Longer MGETs are left to the shards. */
    private static final int MOST_KEYS = 64;
    /** Commands that read one key have it there. */
    private static final int KEY_AT = 1;

    /** All loops share what is told of hits. */
    private static final int TOLD_TOGETHER = 64;

    private static final byte[] RESP2_NULL = {'$', '-', '1', '\r', '\n'};
    private static final byte[] RESP3_NULL = {'_', '\r', '\n'};

    private static final ByteBuf CACHING_YES = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes("*3\r\n$6\r\nCLIENT\r\n$7\r\nCACHING\r\n$3\r\nYES\r\n".getBytes(StandardCharsets.US_ASCII)));

    private static final byte[] GET = "GET\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PTTL = "PTTL\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Loop loop;
    private final LocalCache cache;
    private final Coherence coherence;
    private final HotKeys hotKeys;
    private final CacheCounts counts;
    /** By the row's number, see {@link #numberOf}. */
    private final Cacheable[] cacheable;
    /** Rows whose commands have one key whatever their arguments. */
    private final BitSet alwaysOneKey = new BitSet();

    private final int learnedId;
    private final TrustedRows trusted;
    private final int ownCommand;
    private final CommandSpec get;
    private final CommandSpec mget;
    /** What the keys of an MGET are answered with; all leave when it is answered. */
    private final List<CachedReply> found = new ArrayList<>();

    /** Hits that the admission has not been told of. */
    private int untoldHits;

    private final CommandProbe probe = new CommandProbe();
    /** Fills whose reply is not here yet, by the hash of their command; each leaves when it is, or will not come. */
    private final Map<Long, Fill> fills = new HashMap<>();

    CachedReads(Loop loop, CacheAccess access, TrustedRows trusted) {
        this.loop = loop;
        this.cache = access.cache();
        this.coherence = cache.coherence();
        this.hotKeys = access.hotKeys();
        this.counts = access.counts();
        this.ownCommand = access.ownCommand();
        CommandTable table = access.table();
        this.get = Objects.requireNonNull(table.find("get"));
        this.mget = Objects.requireNonNull(table.find("mget"));
        this.trusted = trusted;
        this.learnedId = table.learnedId();
        this.cacheable = Stream.concat(
                        table.byId().stream().map(CommandSpec::cacheable),
                        access.trusted().names().stream().map(name -> Cacheable.OWN))
                .toArray(Cacheable[]::new);
        for (CommandSpec row : table.all()) {
            alwaysOneKey.set(
                    row.id(),
                    row.cacheable() != Cacheable.NO && KeyFinder.of(row).onlyKeyAt() == KEY_AT);
        }
    }

    /** The row's id, or for a learned row that of its command, if its replies may be remembered. */
    private int numberOf(CommandSpec row) {
        int id = row.id();
        return id == learnedId ? Math.max(id, trusted.numberOf(row)) : id;
    }

    /** Whether the command reads one key, and its reply may be remembered. */
    boolean mayCache(ClientConnection client, CommandSpec row, CommandFrame command) {
        int number = numberOf(row);
        return client.readsFreely()
                && cacheable[number] != Cacheable.NO
                && (number > learnedId
                        ? command.argCount() > KEY_AT
                        : alwaysOneKey.get(number) || command.argCount() == 2);
    }

    /** Answers the command if its reply is remembered. */
    boolean answer(ClientConnection client, CommandSpec row, CommandFrame command) {
        if (row.id() == mget.id()) {
            boolean answered = client.readsFreely() && findKeys(client, command);
            if (answered) {
                answerAll(client);
            }
            found.clear();
            return answered;
        }
        int number = numberOf(row);
        if (cacheable[number] == Cacheable.NO || command.argCount() <= KEY_AT || !client.readsFreely()) {
            return false;
        }
        point(client, number, command);
        CachedReply reply = cache.replies().find(probe, loop.now());
        if (reply == null) {
            return false;
        }
        if (client.unansweredReads().mayInclude(reply.stripe())) {
            counts.happened(CacheEvent.BYPASS_ORDER);
            return false;
        }
        counts.hit(reply.rule());
        if (++untoldHits == TOLD_TOGETHER) {
            cache.admission().hits(untoldHits);
            untoldHits = 0;
        }
        hotKeys.accessed(command.buffer(), command.argStart(KEY_AT), command.argLength(KEY_AT));
        answer(client, reply);
        return true;
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
        for (int key = 1; key <= keys; key++) {
            pointAtKey(client, command, key);
            CachedReply reply = cache.replies().find(probe, now);
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
            counts.hit(found.get(i).rule());
            hotKeys.accessed(command.buffer(), command.argStart(i + 1), command.argLength(i + 1));
        }
        return true;
    }

    /** Whether each key of the command may be remembered by itself. */
    boolean mayCacheKeys(ClientConnection client, CommandSpec row) {
        return row.id() == mget.id() && client.readsFreely();
    }

    /** Fetches one key of a command that goes to this shard, to be remembered, where that is worth it. */
    void fetch(ClientConnection client, CommandFrame command, int key, int shard) {
        pointAtKey(client, command, key);
        if (cache.replies().find(probe, loop.now()) != null || fills.containsKey(probe.hash())) {
            return;
        }
        ByteBuf buffer = command.buffer();
        int keyStart = command.argStart(key);
        int keyLength = command.argLength(key);
        hotKeys.accessed(buffer, keyStart, keyLength);
        int rule = cache.rules().numberFor(buffer, keyStart, keyLength);
        counts.missed(rule);
        Lane lane = client.lanes().to(shard);
        FillTicket read = admit(lane, probe.keyHash(), shard, Coherence.stripeOf(probe.keyHash()), rule);
        if (read != null) {
            Fill fill = begin(lane, read, rule);
            ByteBuf reading = withKey(GET, buffer, keyStart, keyLength);
            send(fill, get, reading, 0, reading.readableBytes());
            reading.release();
            sendLifetime(fill, buffer, keyStart, keyLength);
        }
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
        point(client, numberOf(row), command);
        long hash = probe.keyHash();
        int stripe = Coherence.stripeOf(hash);
        Fill running = fills.isEmpty() ? null : fills.get(probe.hash());
        boolean mayJoin = running != null
                && probe.is(running.command())
                && !client.unansweredReads().mayInclude(stripe)
                && coherence.mayStore(running.read());
        client.unansweredReads().add(stripe);
        long ticket = client.replies().open();
        Lane lane = client.lanes().to(shard);
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
            Fill fill = begin(lane, read, rule);
            fill.join(sink, ticket);
            send(fill, row, buffer, command.start(), command.length());
            sendLifetime(fill, buffer, keyStart, keyLength);
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

    /** A fill of the command that is pointed at; what it sends comes next. */
    private Fill begin(Lane lane, FillTicket read, int rule) {
        counts.happened(CacheEvent.MISS);
        Fill fill = new Fill(this, probe.store(), read, lane, loop.now(), rule);
        fills.put(fill.command().hash(), fill);
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

    /** Points at GET of one of a command's arguments. */
    private void pointAtKey(ClientConnection client, CommandFrame command, int key) {
        int start = command.argStart(key);
        int length = command.argLength(key);
        probe.set(
                command.buffer(),
                get.id(),
                start,
                length,
                start + length,
                client.session().database(),
                ReplyForm.EITHER);
    }

    /** Points at a command of the row with this number. */
    private void point(ClientConnection client, int number, CommandFrame command) {
        ReplyForm form = ReplyForm.EITHER;
        if (cacheable[number] == Cacheable.OWN) {
            form = client.session().protocol() == Protocol.RESP3 ? ReplyForm.RESP3 : ReplyForm.RESP2;
        }
        int last = command.argCount() - 1;
        probe.set(
                command.buffer(),
                number,
                command.argStart(KEY_AT),
                command.argLength(KEY_AT),
                command.argStart(last) + command.argLength(last),
                client.session().database(),
                form);
    }
}
