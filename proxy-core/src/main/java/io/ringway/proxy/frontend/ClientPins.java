// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.backend.Borrower;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.Loan;
import io.ringway.proxy.backend.PinnedLane;
import io.ringway.proxy.backend.PinnedLanes;
import io.ringway.proxy.backend.PrivateLane;
import io.ringway.proxy.backend.TrackedLane;
import io.ringway.proxy.session.Session;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pinned lanes that one client has: those of its blocking commands, and the one of its own that it keeps from WATCH to
 * EXEC, on which meanwhile all goes that it sends to that shard. Confined to the client's event loop.
 */
final class ClientPins {
    private final ClientConnection client;
    private final PinnedLanes lanes;
    /** Blocking commands under way; each leaves when it is answered or cancelled. */
    private final Set<PinnedCommand> running = new HashSet<>();
    /** Lanes of the client's own are kept from WATCH on; null most of the time. */
    private @Nullable PrivateLane own;
    /** The wish for it, until there is one. */
    private @Nullable Loan loan;
    /** What to do where the client leaves before that; null unless it waits. */
    private @Nullable Runnable whenAbandoned;

    private boolean watched;
    /** Whether the own lane's connection has a state that only its end undoes. */
    private boolean spoilt;

    ClientPins(ClientConnection client, PinnedLanes lanes) {
        this.client = client;
        this.lanes = lanes;
    }

    Session session() {
        return client.session();
    }

    ClientLoop loop() {
        return client.loop();
    }

    void joined(PinnedCommand command) {
        running.add(command);
    }

    /** A command has left for its shard. */
    void sent() {
        tellOthers();
    }

    void left(PinnedCommand command) {
        running.remove(command);
        tellOthers();
    }

    /**
     * Others see a client block once its commands have left, and not while it waits for a connection: whoever sees it relies on
     * the shard having them.
     */
    private void tellOthers() {
        client.record().blocked(!running.isEmpty() && running.stream().allMatch(PinnedCommand::isSent));
    }

    /** Whether a command blocks. */
    boolean isBlocked() {
        return !running.isEmpty();
    }

    /** Blocking commands under way. */
    Set<PinnedCommand> running() {
        return running;
    }

    @Nullable
    PrivateLane own() {
        return own;
    }

    /** Whether the client has, or waits for, a lane to that shard of its own. */
    boolean hasOwn(int shard) {
        PrivateLane lane = own;
        return lane != null && lane.shard().number() == shard;
    }

    /**
     * Gets the client a lane of its own, unless it has one; calls one of the three.
     *
     * @param abandoned the client has left while it waited
     */
    void acquireOwn(int shard, Consumer<PrivateLane> taken, Consumer<Failure> refused, Runnable abandoned) {
        PrivateLane lane = own;
        if (lane != null) {
            taken.accept(lane);
            return;
        }
        TrackedLane tracked = client.lanes().tracked(shard);
        if (tracked != null) {
            keep(tracked);
            tracked.rely(true);
            taken.accept(tracked);
            return;
        }
        Session session = client.session();
        Loan wish = lanes.lend(shard, session.protocol(), session.sentDatabase(), new Borrower() {
            @Override
            public void lent(PinnedLane borrowed) {
                loan = null;
                whenAbandoned = null;
                keep(borrowed);
                client.lanes().find();
                taken.accept(borrowed);
            }

            @Override
            public void failed(Failure failure) {
                loan = null;
                whenAbandoned = null;
                refused.accept(failure);
            }
        });
        if (own == null) {
            loan = wish;
            whenAbandoned = abandoned;
        }
    }

    private void keep(PrivateLane lane) {
        own = lane;
        spoilt = false;
        watched = false;
    }

    /** WATCH was sent on the own lane; {@link #executed} or UNWATCH undo it. */
    void watching() {
        watched = true;
    }

    /** EXEC was sent on the own lane. */
    void executed(boolean switched) {
        watched = false;
        spoilt |= switched;
    }

    /** Gives the own lane back; nothing may be under way on it. */
    void returnOwn() {
        PrivateLane lane = own;
        if (lane != null) {
            own = null;
            if (watched && !spoilt) {
                lane.say("UNWATCH");
            }
            if (lane instanceof PinnedLane pinned) {
                lanes.takeBack(pinned, !spoilt);
            } else if (lane instanceof TrackedLane tracked) {
                tracked.rely(false);
                if (spoilt) {
                    tracked.forgetDatabase();
                }
            }
        }
    }

    /** Puts the own lane where the client's commands find it, in the client's database and protocol. */
    Lane[] over(Lane[] shared, Session session) {
        PrivateLane lane = own;
        if (lane == null || lane instanceof TrackedLane) {
            return shared;
        }
        if (lane.protocol() != session.protocol()) {
            lane.say("HELLO", Integer.toString(session.protocol().version()));
            spoilt = true;
        }
        lane.select(session.sentDatabase());
        Lane[] mine = shared.clone();
        mine[lane.shard().number()] = lane;
        return mine;
    }

    /** The client is gone: nothing waits for it any longer. */
    void discard() {
        List.copyOf(running).forEach(PinnedCommand::cancel);
        Loan wish = loan;
        if (wish != null) {
            loan = null;
            wish.withdraw();
        }
        Runnable abandoned = whenAbandoned;
        if (abandoned != null) {
            whenAbandoned = null;
            abandoned.run();
        }
        PrivateLane lane = own;
        own = null;
        if (lane instanceof PinnedLane pinned) {
            lanes.takeBack(pinned, false);
        }
    }
}
