// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.plan.Subscribers;
import io.ringway.proxy.plan.planners.Glob;
import io.ringway.proxy.session.Topic;
import io.ringway.proxy.session.TopicKind;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts, over all event loops, the clients that have subscribed to each topic, and by shard the relays that have done so for
 * them: a shard knows the relays, others are to be told of the clients. Safe for use by any thread.
 */
public final class SubscriptionCensus implements Subscribers {
    private static final Audience NOBODY = new Audience(0, new int[0], null);

    private final int shards;
    /** Channels and shard channels; each leaves when neither a client nor a relay is left. */
    private final Map<Topic, Audience> channels = new ConcurrentHashMap<>();
    /** Patterns, apart because each published message may fit any of them. */
    private final Map<Topic, Audience> patterns = new ConcurrentHashMap<>();

    public SubscriptionCensus(int shards) {
        this.shards = shards;
    }

    /** So many more clients have subscribed, or fewer where negative. */
    void clients(Topic topic, int more) {
        of(topic).compute(topic, (key, old) -> (old == null ? nobody(topic) : old).plusClients(more));
    }

    /** So many more relays have subscribed at a shard, or fewer where negative. */
    void relays(Topic topic, int shard, int more) {
        of(topic).compute(topic, (key, old) -> (old == null ? nobody(topic) : old).plusRelays(shard, more));
    }

    @Override
    public boolean isEmpty() {
        return channels.isEmpty() && patterns.isEmpty();
    }

    @Override
    public long subscribers(Topic topic, int shard, long counted) {
        Audience audience = of(topic).getOrDefault(topic, NOBODY);
        return Math.max(0, counted - audience.relaysAt(shard)) + audience.clients;
    }

    @Override
    public Receivers receivers(Topic topic, int shard) {
        if (isEmpty()) {
            return Receivers.AS_COUNTED;
        }
        Audience audience = channels.getOrDefault(topic, NOBODY);
        long relays = audience.relaysAt(shard);
        long clients = audience.reachedFrom(shard);
        if (topic.kind() == TopicKind.CHANNEL && !patterns.isEmpty()) {
            byte[] channel = topic.bytes();
            for (Audience each : patterns.values()) {
                Glob pattern = each.pattern;
                if (pattern != null && pattern.matches(channel)) {
                    relays += each.relaysAt(shard);
                    clients += each.reachedFrom(shard);
                }
            }
        }
        return new Receivers(relays, clients);
    }

    private Map<Topic, Audience> of(Topic topic) {
        return topic.kind() == TopicKind.PATTERN ? patterns : channels;
    }

    private Audience nobody(Topic topic) {
        return new Audience(0, new int[shards], topic.kind() == TopicKind.PATTERN ? Glob.exact(topic.bytes()) : null);
    }

    /** Who listens to a topic. Immutable. */
    private static final class Audience {
        private final int clients;
        /** By shard. */
        private final int[] relays;
        /** Null but for patterns. */
        private final @Nullable Glob pattern;

        Audience(int clients, int[] relays, @Nullable Glob pattern) {
            this.clients = clients;
            this.relays = relays;
            this.pattern = pattern;
        }

        int relaysAt(int shard) {
            return shard < relays.length ? relays[shard] : 0;
        }

        /** How many clients get what a shard sends: none where its relays are gone and not yet replaced. */
        int reachedFrom(int shard) {
            return relaysAt(shard) == 0 ? 0 : clients;
        }

        @Nullable
        Audience plusClients(int more) {
            return new Audience(clients + more, relays, pattern).unlessNobody();
        }

        @Nullable
        Audience plusRelays(int shard, int more) {
            int[] next = relays.clone();
            next[shard] += more;
            return new Audience(clients, next, pattern).unlessNobody();
        }

        private @Nullable Audience unlessNobody() {
            return clients == 0 && Arrays.stream(relays).allMatch(count -> count == 0) ? null : this;
        }
    }
}
