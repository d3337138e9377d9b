// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.session.TrackingState;
import io.ringway.resp.RespValue;
import org.jspecify.annotations.Nullable;

/** What a client asks about connections of clients, its own or others'. Immutable. */
public sealed interface ClientOrder {
    /** Carries it out: calls the one method of {@code runner} that fits. */
    void run(Runner runner);

    /** Whether everything that the asking client sent before must have been answered first. */
    default boolean alone() {
        return false;
    }

    /** Whoever carries orders out. */
    interface Runner {
        void reply(Reply order);

        void kill(Kill order);

        void unblock(Unblock order);

        void pause(Pause order);

        void unpause(Unpause order);

        void monitor(Monitor order);

        void track(Track order);
    }

    /** Which replies the client wants to have. */
    enum Replies {
        ON,
        OFF,
        /** All but the next command's. */
        SKIP
    }

    /** Say something to the client, or no longer. */
    record Reply(Replies wanted) implements ClientOrder {
        @Override
        public void run(Runner runner) {
            runner.reply(this);
        }
    }

    /**
     * Close connections; those that fit all that is given.
     *
     * @param address {@code host:port} of the client
     * @param localAddress {@code host:port} it has connected to
     * @param type {@code normal}, {@code pubsub} and so on
     * @param maxAgeSeconds only those connected for at least as long; 0 for all
     * @param skipsAsking whether the asking client is spared
     * @param counts whether the answer is a number; otherwise OK, or an error where there is none
     */
    record Kill(
            @Nullable Long id,
            @Nullable String address,
            @Nullable String localAddress,
            @Nullable String type,
            @Nullable String user,
            long maxAgeSeconds,
            boolean skipsAsking,
            boolean counts)
            implements ClientOrder {
        @Override
        public void run(Runner runner) {
            runner.kill(this);
        }
    }

    /**
     * End a client's wait in a blocking command.
     *
     * @param byError whether its reply is an error; otherwise what it is after the time to wait
     */
    record Unblock(long id, boolean byError) implements ClientOrder {
        @Override
        public void run(Runner runner) {
            runner.unblock(this);
        }
    }

    /** Hold all clients' commands, or those that may write, for a time or until {@link Unpause}. */
    record Pause(long millis, boolean writesOnly) implements ClientOrder {
        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void run(Runner runner) {
            runner.pause(this);
        }
    }

    /** Let held commands go. */
    record Unpause() implements ClientOrder {
        @Override
        public void run(Runner runner) {
            runner.unpause(this);
        }
    }

    /** Show the client all commands from now on. */
    record Monitor() implements ClientOrder {
        @Override
        public void run(Runner runner) {
            runner.monitor(this);
        }
    }

    /**
     * Tell the client, or another in its place, of keys that change.
     *
     * @param redirect the id of a client that there must be, or else nothing is changed; 0 for none
     * @param next how to track from now on; null where nothing is to be changed
     * @param reply the answer, if there is such a client
     */
    record Track(long redirect, @Nullable TrackingState next, RespValue reply) implements ClientOrder {
        /** The answer where there is no such client. */
        public static final RespValue NO_SUCH_CLIENT =
                RespValue.error("ERR The client ID you want redirect to does not exist");

        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void run(Runner runner) {
            runner.track(this);
        }
    }
}
