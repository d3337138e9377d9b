// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of a few clients' steps on one key, carried out on the real {@link Coherence}: two fills, two writes and a
 * reader, each cut into the steps between which others may come. No read may show less than what was acknowledged when it
 * began. No news comes from the shard, so that the rules for own writes stand alone.
 */
class CoherenceInterleavingsTest {
    private static final StoredCommand COMMAND = new StoredCommand(new byte[0], 0, 0);

    private static final int STRIPE = 7;

    private Supplier<Coherence> rules = () -> new Coherence(1 << 4, 1);
    private long explored;

    @Test
    void noInterleavingShowsWhatWasReplacedBeforeTheReadBegan() {
        explore(new int[5], new ArrayList<>());
        assertThat(explored).isEqualTo(1_663_200);
    }

    @Test
    void withoutTheEpochThatAReplyMovesSomeDo() {
        rules = () -> new Coherence(1 << 4, 1) {
            @Override
            public boolean mayStore(FillTicket read) {
                return true;
            }

            @Override
            public boolean isCurrent(CachedReply reply, long now) {
                return isQuiet(stripeState(STRIPE), 0);
            }
        };
        assertThatThrownBy(() -> explore(new int[5], new ArrayList<>())).hasMessageContaining("was acknowledged");
    }

    @Test
    void withoutWordOfWritesThatAreSentSomeDo() {
        rules = () -> new Coherence(1 << 4, 1) {
            @Override
            public void writeSent(int stripe) {}

            @Override
            public void writeDone(int stripe) {}
        };
        assertThatThrownBy(() -> explore(new int[5], new ArrayList<>())).hasMessageContaining("was acknowledged");
    }

    /** Tries every order of the remaining steps; each order is run from the beginning, as steps cannot be undone. */
    private void explore(int[] taken, List<Integer> order) {
        boolean complete = true;
        for (int actor = 0; actor < taken.length; actor++) {
            if (taken[actor] < World.STEPS[actor]) {
                complete = false;
                taken[actor]++;
                order.add(actor);
                explore(taken, order);
                order.remove(order.size() - 1);
                taken[actor]--;
            }
        }
        if (complete) {
            explored++;
            String fault = new World(rules.get()).run(order);
            if (!fault.isEmpty()) {
                throw new AssertionError(fault + " in the order " + order);
            }
        }
    }

    /** One run; actors 0 and 1 fill, 2 and 3 write, 4 reads twice. */
    private static final class World {
        private static final int[] STEPS = {3, 2, 3, 2, 2};

        private final Coherence coherence;
        private final LaneEpoch lane = new LaneEpoch();
        private final int[] step = new int[STEPS.length];
        private final @Nullable FillTicket[] tickets = new FillTicket[2];
        private final int[] filled = new int[2];
        private final int[] written = new int[2];
        /** What the shard has. */
        private int value;
        /** The newest write that was acknowledged. */
        private int acknowledged;

        private @Nullable CachedReply cached;
        private int cachedValue;

        World(Coherence coherence) {
            this.coherence = coherence;
        }

        String run(List<Integer> order) {
            for (int actor : order) {
                int now = step[actor]++;
                if (actor < 2) {
                    fill(actor, now + (actor == 1 && now == 1 ? 1 : 0), actor == 1);
                } else if (actor < 4) {
                    write(now, actor == 3);
                } else if (isStale()) {
                    return "a read shows " + cachedValue + " after " + acknowledged + " was acknowledged";
                }
            }
            return "";
        }

        /** Send, be carried out, arrive; the short one is carried out as it arrives. */
        private void fill(int actor, int now, boolean isShort) {
            FillTicket ticket = tickets[actor];
            if (now == 0) {
                FillTicket sent = coherence.ticket(0, STRIPE, lane);
                tickets[actor] = sent.isDoubtful() ? null : sent;
            } else if (ticket != null) {
                if (now == 1 || isShort) {
                    filled[actor] = value;
                }
                if (now == 2 && coherence.mayStore(ticket)) {
                    cached = new CachedReply(COMMAND, new byte[] {'+'}, false, ticket, Long.MAX_VALUE, 0);
                    cachedValue = filled[actor];
                }
            }
        }

        /** Send, be carried out, be acknowledged; the short one is carried out as it is acknowledged. */
        private void write(int now, boolean isShort) {
            if (now == 0) {
                coherence.writeSent(STRIPE);
            } else {
                if (now == 1) {
                    value++;
                    written[isShort ? 1 : 0] = value;
                }
                if (now == 2 || isShort) {
                    coherence.writeDone(STRIPE);
                    acknowledged = Math.max(acknowledged, written[isShort ? 1 : 0]);
                }
            }
        }

        private boolean isStale() {
            CachedReply reply = cached;
            return reply != null && coherence.isCurrent(reply, 0) && cachedValue < acknowledged;
        }
    }
}
