// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.Finding;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Plan.Inquire.Subject;
import io.ringway.proxy.transport.Loop;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks shards about commands that cannot be planned yet: what they are, or which keys they have; meanwhile the client waits.
 * One shard after the other is asked until one knows, as a module need not be everywhere, and questions change nothing. One serves
 * all clients of a loop. Confined to the event loop.
 */
final class Inquiries {
    private static final int HEADER_BYTES = 16;

    private final Loop loop;
    private final int shardCount;
    private final LearnedCommands learned;
    /** Who is asked first: the last one that answered, so that a shard which hangs delays one question and not all. */
    private int first;

    Inquiries(Loop loop, int shardCount, LearnedCommands learned) {
        this.loop = loop;
        this.shardCount = shardCount;
        this.learned = learned;
    }

    /** Asks; the client is told what was found, possibly before this returns. */
    void begin(ClientConnection client, Plan.Inquire plan, CommandFrame command) {
        ByteBuf question = question(plan, command);
        client.gathered(question.readableBytes());
        new Inquiry(client, plan, LearnedCommands.nameOf(command), question).ask(first);
    }

    private ByteBuf question(Plan.Inquire plan, CommandFrame command) {
        String[] words = plan.question().name().split("\\|", -1);
        int arguments = plan.subject() == Subject.KEYS ? command.argCount() : 1;
        ByteBuf question = loop.allocator().directBuffer(HEADER_BYTES + command.length());
        CommandEncoder.header(question, '*', words.length + arguments);
        for (String word : words) {
            CommandEncoder.header(question, '$', word.length());
            question.writeCharSequence(word + "\r\n", StandardCharsets.US_ASCII);
        }
        for (int argument = 0; argument < arguments; argument++) {
            int length = command.argLength(argument);
            CommandEncoder.header(question, '$', length);
            // The line end behind the argument comes along.
            question.writeBytes(command.buffer(), command.argStart(argument), length + 2);
        }
        return question;
    }

    private Finding absent(String name) {
        if (learned.learnAbsence(name)) {
            loop.eventLoop()
                    .schedule(() -> learned.forget(name), learned.absence().toNanos(), TimeUnit.NANOSECONDS);
        }
        return new Finding.Learned();
    }

    /** One question; its ticket is the shard that was asked. */
    private final class Inquiry implements WholeReplySink {
        private final ClientConnection client;
        private final Plan.Inquire plan;
        /** The name of the command. */
        private final String name;
        /** The question as a command; released with the answer. */
        private final ByteBuf question;

        private int asked;
        /** Whether a shard does not know the command. */
        private boolean denied;
        /** What is to be said where no shard says more. */
        private @Nullable RespValue error;

        Inquiry(ClientConnection client, Plan.Inquire plan, String name, ByteBuf question) {
            this.client = client;
            this.plan = plan;
            this.name = name;
            this.question = question;
        }

        void ask(int shard) {
            asked++;
            int row = plan.question().id();
            client.lanes()
                    .to(shard)
                    .sendAhead(question, question.readerIndex(), question.readableBytes(), this, shard, row);
        }

        @Override
        public void reply(long shard, ByteBuf in, int start, int length) {
            RespValue value;
            try {
                value = RespDecoder.decode(in.slice(start, length));
            } catch (MalformedReplyException e) {
                end(nothing(Failure.malformed(String.valueOf(e.getMessage()))));
                return;
            }
            first = (int) shard;
            Finding finding = plan.subject() == Subject.COMMAND ? command(value) : keys(value);
            if (finding == null) {
                askNext((int) shard);
            } else {
                end(finding);
            }
        }

        private @Nullable Finding command(RespValue reply) {
            if (learned.learn(name, reply)) {
                return new Finding.Learned();
            }
            if (reply instanceof RespValue.Err refusal && isPassing(refusal)) {
                error = refusal;
            } else {
                denied = true;
            }
            return null;
        }

        private @Nullable Finding keys(RespValue reply) {
            List<byte[]> keys = new ArrayList<>();
            if (reply instanceof RespValue.Err refusal) {
                if (refusal.text().endsWith("has no key arguments")) {
                    return new Finding.Keys(keys);
                }
                error = refusal;
                boolean knowsCommand = !isPassing(refusal) && !refusal.text().startsWith("ERR Invalid command");
                return knowsCommand ? new Finding.Nothing(refusal) : null;
            }
            if (reply instanceof RespValue.Array array) {
                for (RespValue element : array.elements()) {
                    if (element instanceof RespValue.Bulk key) {
                        keys.add(key.bytes());
                    }
                }
            }
            return new Finding.Keys(keys);
        }

        /** Whether a server says so in its state of the moment, such as BUSY: not that it does not know, or does not tell us. */
        private static boolean isPassing(RespValue.Err refusal) {
            return !refusal.text().startsWith("ERR ") && !refusal.text().startsWith("NOPERM ");
        }

        @Override
        public void failed(long shard, Failure failure) {
            error = RespValue.error(failure.ofQuestion().text());
            askNext((int) shard);
        }

        private void askNext(int shard) {
            if (asked < shardCount && !client.isClosed()) {
                ask((shard + 1) % shardCount);
                return;
            }
            RespValue reason = error;
            end(denied || reason == null ? absent(name) : new Finding.Nothing(reason));
        }

        private static Finding nothing(Failure failure) {
            return new Finding.Nothing(RespValue.error(failure.ofQuestion().text()));
        }

        private void end(Finding finding) {
            client.gathered(-question.readableBytes());
            question.release();
            client.found(finding);
        }
    }
}
