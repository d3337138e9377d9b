// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.proxy.session.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The relays of one event loop: one to each shard while there are subscriptions. Confined to the event loop. */
public final class Relays {
    private static final long CHECK_MILLIS = 100;
    /** How long a relay is kept that nobody needs: clients often subscribe again. */
    private static final long KEPT_UNUSED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Backend backend;
    private final RelayListener listener;
    /** By shard; null while nobody needs it. */
    private final @Nullable Relay[] relays;

    public Relays(Backend backend, RelayListener listener) {
        this.backend = backend;
        this.listener = listener;
        relays = new Relay[backend.shards().size()];
        backend.loop().eventLoop().scheduleAtFixedRate(this::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Begins a subscription on its shard, or on all shards: then it is done when each has confirmed it or failed to, and one at
     * least has confirmed. One that fails has to be ended too; until then it is tried again with each new connection.
     */
    public void subscribe(Topic topic, RelayOutcome outcome) {
        List<Relay> concerned = relays(topic);
        RelayOutcome each = concerned.size() == 1 ? outcome : new Spread(concerned.size(), outcome);
        concerned.forEach(relay -> relay.subscribe(topic, each));
    }

    /** Ends a subscription; this cannot fail, as a lost connection ends it too. */
    public void unsubscribe(Topic topic, Runnable done) {
        List<Relay> concerned = relays(topic);
        Ending ending = new Ending(concerned.size(), done);
        concerned.forEach(relay -> relay.unsubscribe(topic, ending));
    }

    /** Closes all connections. */
    public void close(String reason) {
        for (int shard = 0; shard < relays.length; shard++) {
            abandon(shard, reason);
        }
    }

    private List<Relay> relays(Topic topic) {
        if (topic.shard() != Topic.EVERYWHERE) {
            return List.of(relay(topic.shard()));
        }
        List<Relay> all = new ArrayList<>();
        for (int shard = 0; shard < relays.length; shard++) {
            all.add(relay(shard));
        }
        return all;
    }

    private Relay relay(int shard) {
        Relay relay = relays[shard];
        if (relay == null) {
            relay = new Relay(backend, shard, listener);
            relays[shard] = relay;
        }
        return relay;
    }

    private void check() {
        long now = System.nanoTime();
        for (int shard = 0; shard < relays.length; shard++) {
            Relay relay = relays[shard];
            if (relay != null) {
                relay.checkDeadlines(now);
                if (relay.isUnused(now, KEPT_UNUSED_NANOS)) {
                    abandon(shard, "it is no longer needed");
                }
            }
        }
    }

    private void abandon(int shard, String reason) {
        Relay relay = relays[shard];
        relays[shard] = null;
        if (relay != null) {
            relay.abandon(reason);
        }
    }

    /** Waits for what every shard says. */
    private static final class Spread implements RelayOutcome {
        private final RelayOutcome outcome;
        private int missing;
        private boolean confirmed;
        private String error = "";

        Spread(int shards, RelayOutcome outcome) {
            this.missing = shards;
            this.outcome = outcome;
        }

        @Override
        public void done() {
            confirmed = true;
            arrived();
        }

        @Override
        public void failed(String text) {
            error = error.isEmpty() ? text : error;
            arrived();
        }

        private void arrived() {
            if (--missing > 0) {
                return;
            }
            if (confirmed) {
                outcome.done();
            } else {
                outcome.failed(error);
            }
        }
    }

    /** Waits until no shard sends any more. */
    private static final class Ending implements RelayOutcome {
        private final Runnable done;
        private int missing;

        Ending(int shards, Runnable done) {
            this.missing = shards;
            this.done = done;
        }

        @Override
        public void done() {
            if (--missing == 0) {
                done.run();
            }
        }

        @Override
        public void failed(String text) {
            done();
        }
    }
}
