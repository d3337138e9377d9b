// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.cache.CachedReply;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.FillTicket;
import io.ringway.proxy.cache.LaneEpoch;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.reload.ConfigSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** The rules of coherence with some of them left out, to see whether tests notice. Safe for use by any thread. */
public final class BrokenRules extends Coherence {
    private final Set<Rule> broken;
    /** By stripe, where writes are only counted. */
    private final AtomicIntegerArray underWay;

    private BrokenRules(int stripes, int shards, Set<Rule> broken) {
        super(stripes, shards);
        this.underWay = new AtomicIntegerArray(stripes);
        this.broken = broken;
    }

    /** What can be left out. */
    public enum Rule {
        /** A write that is sent keeps reads and fills of its keys away from the cache. */
        WRITE_SENT,
        /** What was read before a write's reply is forgotten with it. */
        WRITE_DONE,
        /** A write of unknown keys concerns the whole shard. */
        UNKNOWN_KEYS,
        /** What a shard says has changed is forgotten. */
        KEY_NEWS,
        /** What a shard says is all gone is forgotten. */
        EMPTYING_NEWS,
        /** What a lost connection read is forgotten. */
        LOST_LANE,
        /** Nothing is remembered for longer than its key lives. */
        LIFETIME
    }

    /** Starts a proxy without these rules. */
    public static Proxy start(ProxyConfig config, Set<Rule> broken) throws ProxyStartException {
        return start(config, null, broken);
    }

    /** The same for a configuration that can be read again. */
    public static Proxy start(ProxyConfig config, @Nullable ConfigSource source, Set<Rule> broken)
            throws ProxyStartException {
        Set<Rule> copy = broken.isEmpty() ? EnumSet.noneOf(Rule.class) : EnumSet.copyOf(broken);
        int shards = config.store().shards().size();
        return Proxy.start(config, source, stripes -> new BrokenRules(stripes, shards, copy));
    }

    @Override
    public void writeSent(int stripe) {
        if (broken.contains(Rule.WRITE_DONE)) {
            underWay.incrementAndGet(stateOf(stripe));
        } else if (!broken.contains(Rule.WRITE_SENT)) {
            super.writeSent(stripe);
        }
    }

    @Override
    public void writeDone(int stripe) {
        if (broken.contains(Rule.WRITE_DONE)) {
            underWay.decrementAndGet(stateOf(stripe));
        } else if (broken.contains(Rule.WRITE_SENT)) {
            stripeChanged(stripe);
        } else {
            super.writeDone(stripe);
        }
    }

    @Override
    public void shardWriteSent(int shard) {
        if (!broken.contains(Rule.UNKNOWN_KEYS)) {
            super.shardWriteSent(shard);
        }
    }

    @Override
    public void shardWriteDone(int shard) {
        if (!broken.contains(Rule.UNKNOWN_KEYS)) {
            super.shardWriteDone(shard);
        }
    }

    @Override
    public void keyChanged(ByteBuf buffer, int index, int length) {
        if (!broken.contains(Rule.KEY_NEWS)) {
            super.keyChanged(buffer, index, length);
        }
    }

    @Override
    public void shardChanged(int shard) {
        if (!broken.contains(Rule.EMPTYING_NEWS)) {
            super.shardChanged(shard);
        }
    }

    @Override
    public FillTicket ticket(int shard, int stripe, LaneEpoch lane) {
        return super.ticket(shard, stripe, broken.contains(Rule.LOST_LANE) ? new LaneEpoch() : lane);
    }

    @Override
    public boolean isCurrent(CachedReply reply, long now) {
        return underWay.get(stateOf(reply.stripe())) == 0
                && super.isCurrent(
                        reply, broken.contains(Rule.LIFETIME) ? Long.MIN_VALUE / 2 + reply.expiresAt() : now);
    }

    private int stateOf(int stripe) {
        return stripe & underWay.length() - 1;
    }
}
