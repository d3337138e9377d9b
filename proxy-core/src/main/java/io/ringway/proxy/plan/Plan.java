// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.TransactionState;
import io.ringway.resp.RespValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to do with one command. Immutable; frequent plans are made once and handed out again and again. */
public sealed interface Plan {
    /** Carries the plan out: calls the one method of {@code runner} that fits. */
    void run(Runner runner);

    /** Whether everything that the client sent before must have been answered first, and nothing may be begun meanwhile. */
    default boolean alone() {
        return false;
    }

    /** Whoever carries plans out: the frontend, and tests. */
    interface Runner {
        void forward(Forward plan);

        void split(Split plan);

        void fanOut(FanOut plan);

        void answer(RespValue reply);

        void become(Become plan);

        void close(Close plan);

        void ask(Ask plan);

        void inquire(Inquire plan);

        void block(Block plan);

        void blockEverywhere(BlockEverywhere plan);

        void watch(Watch plan);

        void queue(Queue plan);

        void execute(Execute plan);
    }

    /** Send the frame as it came to one shard and pass its reply on. One for each command and shard is made, once. */
    record Forward(CommandSpec command, int shard) implements Plan {
        @Override
        public void run(Runner runner) {
            runner.forward(this);
        }
    }

    /** Cut the command into one piece per shard, each with some of the arguments, and merge the replies. */
    record Split(CommandSpec command, List<Piece> pieces, ReplyMerge merge) implements Plan {
        public Split {
            pieces = List.copyOf(pieces);
        }

        @Override
        public void run(Runner runner) {
            runner.split(this);
        }
    }

    /**
     * A part of a split command: the command's name and these arguments of the original frame.
     *
     * @param arguments indexes into the original frame, ascending; not copied, so hand over an array that nobody changes
     */
    @SuppressWarnings("ArrayRecordComponent") // read by index on the data path, never compared
    record Piece(int shard, int[] arguments) {}

    /**
     * Send a command to several shards and merge the replies.
     *
     * @param shards the shards, in the order in which the merge gets their replies
     * @param arguments the command to send, its name included; empty to send the client's frame as it came
     */
    record FanOut(CommandSpec command, List<Integer> shards, List<byte[]> arguments, ReplyMerge merge) implements Plan {
        public FanOut {
            shards = List.copyOf(shards);
            arguments = List.copyOf(arguments);
        }

        @Override
        public void run(Runner runner) {
            runner.fanOut(this);
        }
    }

    /** Answer at once. Errors and refusals too, so {@code reply} is often a {@link RespValue.Err}. */
    record Answer(RespValue reply) implements Plan {
        /** A refusal or failure; the text begins with its code, such as {@code ERR}. */
        public static Answer error(String text) {
            return new Answer(RespValue.error(text));
        }

        @Override
        public void run(Runner runner) {
            runner.answer(reply);
        }
    }

    /** Change the session, then answer in the changed session's protocol. */
    record Become(Session next, RespValue reply) implements Plan {
        @Override
        public void run(Runner runner) {
            runner.become(this);
        }
    }

    /**
     * Answer, then close the connection once everything before has been answered too.
     *
     * @param reply null to close without a word
     */
    record Close(@Nullable RespValue reply) implements Plan {
        @Override
        public void run(Runner runner) {
            runner.close(this);
        }
    }

    /**
     * Ask a shard what the plan depends on, while the client waits for it; then plan the same command anew, with a {@link
     * Finding}.
     *
     * @param question the row of the command that asks
     */
    record Inquire(CommandSpec question, Topic topic) implements Plan {
        /** What is asked. */
        public enum Topic {
            /** What the command is. */
            COMMAND,
            /** Which keys it has. */
            KEYS
        }

        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void run(Runner runner) {
            runner.inquire(this);
        }
    }

    /** Ask the proxy itself something that a pure function cannot know: its clients, metrics, configuration. */
    record Ask(ProxyQuery query) implements Plan {
        @Override
        public void run(Runner runner) {
            runner.ask(this);
        }
    }

    /**
     * Send the frame as it came to one shard, on a connection of its own, as it may block there.
     *
     * @param waitMillis how long the command may wait, or 0 for as long as it takes
     */
    record Block(CommandSpec command, int shard, long waitMillis) implements Plan {
        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void run(Runner runner) {
            runner.block(this);
        }
    }

    /**
     * Have every shard wait on a connection of its own for what has been written so far, and merge the replies.
     *
     * @param waitMillis how long the command may wait, or 0 for as long as it takes
     */
    record BlockEverywhere(CommandSpec command, long waitMillis, ReplyMerge merge) implements Plan {
        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void run(Runner runner) {
            runner.blockEverywhere(this);
        }
    }

    /** Watch keys on one shard, on a connection that is the client's own until it is done with its transaction. */
    record Watch(CommandSpec command, int shard) implements Plan {
        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void run(Runner runner) {
            runner.watch(this);
        }
    }

    /**
     * Keep the command for EXEC.
     *
     * @param next the session from now on
     * @param local whether the proxy carries it out itself
     */
    record Queue(CommandSpec command, Session next, boolean local) implements Plan {
        @Override
        public void run(Runner runner) {
            runner.queue(this);
        }
    }

    /**
     * Carry out what has been queued, as one batch.
     *
     * @param shard the shard of all queued commands, or {@link TransactionState#NO_SHARD} where no shard is needed
     * @param switchesDatabase whether SELECT is among the queued commands
     */
    record Execute(CommandSpec command, int shard, boolean switchesDatabase) implements Plan {
        @Override
        public boolean alone() {
            return switchesDatabase;
        }

        @Override
        public void run(Runner runner) {
            runner.execute(this);
        }
    }
}
