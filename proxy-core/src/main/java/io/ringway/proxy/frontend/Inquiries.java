// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.ReplySink;
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

/**
 * Asks shards about commands that cannot be planned yet: what they are, or which keys they have; meanwhile the client waits.
 * Any shard will do, so those that cannot be reached are passed over. One serves all clients of a loop. Confined to the event
 * loop.
 */
final class Inquiries {
    private final Loop loop;
    private final int shardCount;
    private final LearnedCommands learned;

    Inquiries(Loop loop, int shardCount, LearnedCommands learned) {
        this.loop = loop;
        this.shardCount = shardCount;
        this.learned = learned;
    }

    /** Asks; the client is told what was found, possibly before this returns. */
    void begin(ClientConnection client, Plan.Inquire plan, CommandFrame command) {
        List<byte[]> words = new ArrayList<>();
        for (String word : plan.question().name().split("\\|", -1)) {
            words.add(word.getBytes(StandardCharsets.US_ASCII));
        }
        int count = plan.subject() == Subject.KEYS ? command.argCount() : 1;
        for (int argument = 0; argument < count; argument++) {
            words.add(command.arg(argument));
        }
        ByteBuf question = loop.allocator().buffer();
        CommandEncoder.encode(question, words.toArray(byte[][]::new));
        new Inquiry(client, plan, LearnedCommands.nameOf(command), question).ask(0);
    }

    private Finding learn(String name, RespValue reply) {
        if (!learned.learn(name, reply)) {
            loop.eventLoop()
                    .schedule(() -> learned.forget(name), learned.absence().toNanos(), TimeUnit.NANOSECONDS);
        }
        return new Finding.Learned();
    }

    private static Finding keys(RespValue reply) {
        if (reply instanceof RespValue.Err error) {
            return new Finding.Nothing(error);
        }
        List<byte[]> keys = new ArrayList<>();
        if (reply instanceof RespValue.Array array) {
            for (RespValue element : array.elements()) {
                if (element instanceof RespValue.Bulk key) {
                    keys.add(key.bytes());
                }
            }
        }
        return new Finding.Keys(keys);
    }

    /** One question; its ticket is the shard that was asked. */
    private final class Inquiry implements ReplySink {
        private final ClientConnection client;
        private final Plan.Inquire plan;
        /** The name of the command. */
        private final String name;
        /** The question as a command; released with the answer. */
        private final ByteBuf question;

        Inquiry(ClientConnection client, Plan.Inquire plan, String name, ByteBuf question) {
            this.client = client;
            this.plan = plan;
            this.name = name;
            this.question = question;
        }

        void ask(int shard) {
            int row = plan.question().id();
            client.lane(shard).send(question, question.readerIndex(), question.readableBytes(), this, shard, row);
        }

        @Override
        public void reply(long shard, ByteBuf in, int start, int length) {
            Finding finding;
            try {
                RespValue value = RespDecoder.decode(in.slice(start, length));
                finding = plan.subject() == Subject.COMMAND ? learn(name, value) : keys(value);
            } catch (MalformedReplyException e) {
                finding = nothing(Failure.malformed(String.valueOf(e.getMessage())));
            }
            end(finding);
        }

        @Override
        public void replyPart(long shard, ByteBuf in, int start, int length, boolean last) {
            throw new IllegalStateException("answers come whole");
        }

        @Override
        public void failed(long shard, Failure failure) {
            int next = (int) shard + 1;
            if (failure.kind() == Failure.Kind.NOT_SENT && next < shardCount && !client.isClosed()) {
                ask(next);
            } else {
                end(nothing(failure));
            }
        }

        @Override
        public boolean takesParts() {
            return false;
        }

        private static Finding nothing(Failure failure) {
            return new Finding.Nothing(RespValue.error(failure.ofQuestion().text()));
        }

        private void end(Finding finding) {
            question.release();
            client.found(finding);
        }
    }
}
