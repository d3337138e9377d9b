// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Topic;
import io.ringway.proxy.session.TopicKind;
import io.ringway.proxy.session.TransactionState;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.random.RandomGenerator;
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

        void then(Then plan);

        void answer(RespValue reply);

        void become(Become plan);

        void close(Close plan);

        void ask(Ask plan);

        void inquire(Inquire plan);

        void order(Order plan);

        void reload(Reload plan);

        void block(Block plan);

        void blockEverywhere(BlockEverywhere plan);

        void aside(Aside plan);

        void script(Script plan);

        void watch(Watch plan);

        void queue(Queue plan);

        void execute(Execute plan);

        void subscribe(Subscribe plan);

        void unsubscribe(Unsubscribe plan);

        void publish(Publish plan);
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
    record FanOut(CommandSpec command, List<Integer> shards, List<byte[]> arguments, ReplyMerge merge)
            implements Plan, Step {
        public FanOut {
            shards = List.copyOf(shards);
            arguments = List.copyOf(arguments);
        }

        @Override
        public void run(Runner runner) {
            runner.fanOut(this);
        }
    }

    /**
     * Send a command to several shards, and let their replies decide what comes next. An error among them is the end, and the
     * reply to the client. Commands that follow wait until this one is answered.
     *
     * @param arguments the command to send, its name included
     */
    record Then(CommandSpec command, List<Integer> shards, List<byte[]> arguments, Next next) implements Plan, Step {
        public Then {
            shards = List.copyOf(shards);
            arguments = List.copyOf(arguments);
        }

        @Override
        public void run(Runner runner) {
            runner.then(this);
        }
    }

    /** What a command in several steps may go on with: the client's frame is gone by then, so what is sent is in the step. */
    sealed interface Step extends Plan permits FanOut, Then, Answer {}

    /** Decides on the next step. Pure. */
    @FunctionalInterface
    interface Next {
        /**
         * The next step.
         *
         * @param replies one for each shard, in the plan's order, none of them an error
         * @param dice whatever is left to chance
         */
        Step after(List<RespValue> replies, RandomGenerator dice);
    }

    /** Answer at once. Errors and refusals too, so {@code reply} is often a {@link RespValue.Err}. */
    record Answer(RespValue reply) implements Plan, Step {
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
    record Inquire(CommandSpec question, Subject subject) implements Plan {
        /** What is asked. */
        public enum Subject {
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

    /** Have something done to connections of clients. */
    record Order(ClientOrder order) implements Plan {
        @Override
        public boolean alone() {
            return order.alone();
        }

        @Override
        public void run(Runner runner) {
            runner.order(this);
        }
    }

    /** Have the proxy read its configuration again; the reply says what came of it. */
    record Reload() implements Plan {
        @Override
        public void run(Runner runner) {
            runner.reload(this);
        }
    }

    /**
     * Send the frame as it came to one shard, on a connection of its own, as it may block there.
     *
     * @param waitMillis how long the command may wait, or 0 for as long as it takes
     * @param fromNow the streams of which it reads what is added from now on
     */
    record Block(CommandSpec command, int shard, long waitMillis, List<FromNow> fromNow) implements Plan {
        public Block {
            fromNow = List.copyOf(fromNow);
        }

        /** For a command about what is there, or will be there once it waits. */
        public Block(CommandSpec command, int shard, long waitMillis) {
            this(command, shard, waitMillis, List.of());
        }

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
     * A stream's key and the {@code $} that stands for the last id that it has now.
     *
     * @param key the key's argument
     * @param id the argument that is {@code $}
     */
    record FromNow(int key, int id) {}

    /**
     * Have every shard wait on a connection of its own for what has been written so far, and merge the replies.
     *
     * @param waitMillis how long the command may wait, or 0 for as long as it takes
     * @param timedOut what a shard says at the end of that time, where nothing has been reached
     */
    record BlockEverywhere(CommandSpec command, long waitMillis, ReplyMerge merge, RespValue timedOut) implements Plan {
        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void run(Runner runner) {
            runner.blockEverywhere(this);
        }
    }

    /**
     * Send the frame as it came to every shard on a connection of its own, past what runs on the shared ones, and merge the
     * replies.
     */
    record Aside(CommandSpec command, ReplyMerge merge) implements Plan {
        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void run(Runner runner) {
            runner.aside(this);
        }
    }

    /**
     * Take note of the script that the command brings or calls, and go on with another plan.
     *
     * @param plan where the command goes
     */
    record Script(CommandSpec command, ScriptUse use, Plan plan) implements Plan {
        @Override
        public void run(Runner runner) {
            runner.script(this);
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
     * @param greets whether it is a HELLO that will not fail, so that the shard is told the protocol too
     * @param published the channel that it publishes to, so that its reply is a number of receivers; else null
     */
    record Queue(
            CommandSpec command,
            Session next,
            boolean local,
            boolean greets,
            @Nullable Topic published) implements Plan {
        public Queue(CommandSpec command, Session next, boolean local) {
            this(command, next, local, false, null);
        }

        @Override
        public void run(Runner runner) {
            runner.queue(this);
        }
    }

    /**
     * Carry out what has been queued, as one batch.
     *
     * @param shard the shard of all queued commands, or {@link TransactionState#NO_SHARD} where no shard is needed
     * @param switches whether SELECT or HELLO is among the queued commands, which change the connection
     * @param alone whether a command is among them that has to be alone
     */
    record Execute(CommandSpec command, int shard, boolean switches, boolean alone) implements Plan {

        @Override
        public void run(Runner runner) {
            runner.execute(this);
        }
    }

    /**
     * Begin to pass on what is published. It is alone, so that no message passes a reply that is still to come.
     *
     * @param topics of one kind, as the client named them
     */
    record Subscribe(List<Topic> topics) implements Plan {
        public Subscribe {
            topics = List.copyOf(topics);
        }

        @Override
        public void run(Runner runner) {
            runner.subscribe(this);
        }
    }

    /**
     * Pass it on no longer.
     *
     * @param topics of that kind, as the client named them; empty for all that it has subscribed to
     */
    record Unsubscribe(TopicKind kind, List<Topic> topics) implements Plan {
        public Unsubscribe {
            topics = List.copyOf(topics);
        }

        @Override
        public void run(Runner runner) {
            runner.unsubscribe(this);
        }
    }

    /**
     * Send the frame as it came to one shard, and answer how many have received the message.
     *
     * @param topic the channel
     * @param shard where it is published
     */
    record Publish(CommandSpec command, Topic topic, int shard) implements Plan {
        @Override
        public void run(Runner runner) {
            runner.publish(this);
        }
    }
}
