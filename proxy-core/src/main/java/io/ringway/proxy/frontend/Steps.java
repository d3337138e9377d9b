// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.proxy.transport.MemoryBudget;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.Protocol;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one command in steps, each of which waits for the replies to the one before. All use the lanes and the protocol
 * of the moment when the command came, whatever its client has changed to since. Confined to the client's event loop.
 */
final class Steps {
    private static final Logger log = LoggerFactory.getLogger(Steps.class);

    private final ClientConnection client;
    private final long ticket;
    private final Protocol protocol;
    private final Lane[] lanes;
    private final ProxyView view;
    private final ByteBufAllocator allocator;
    private final MemoryBudget memory;
    private final RandomGenerator dice;
    private final SlowWatch watch;
    /** What each step may write. */
    private final Written written;

    Steps(
            ClientConnection client,
            ProxyView view,
            ByteBufAllocator allocator,
            MemoryBudget memory,
            RandomGenerator dice,
            SlowWatch watch,
            Written written) {
        this.client = client;
        this.ticket = client.replies().open();
        this.protocol = client.session().protocol();
        this.lanes = client.lanes().all();
        this.view = view;
        this.allocator = allocator;
        this.memory = memory;
        this.dice = dice;
        this.watch = watch;
        this.written = written;
    }

    void run(Plan.Step step) {
        if (step instanceof Plan.Then then) {
            Gather gather = gather(ReplyMerges.FIRST, then.shards().size(), replies -> goOn(then.next(), replies));
            send(then.command(), then.shards(), then.arguments(), gather);
        } else if (step instanceof Plan.FanOut last) {
            send(
                    last.command(),
                    last.shards(),
                    last.arguments(),
                    gather(last.merge(), last.shards().size(), null));
        } else if (step instanceof Plan.Answer answer) {
            watch.end();
            client.replies().answer(ticket, answer.reply(), protocol);
        }
    }

    private void goOn(Plan.Next next, List<RespValue> replies) {
        Plan.Step step;
        try {
            step = next.after(replies, dice);
        } catch (RuntimeException e) {
            // What shards say is up to them: it must not be the end of the lane that brought it.
            log.error("replies could not be made sense of", e);
            client.replies().failed(ticket, Failure.malformed("it does not fit those of the other shards"));
            return;
        }
        run(step);
    }

    private Gather gather(ReplyMerge merge, int pieces, Gather.@Nullable Continuation then) {
        return new Gather(client, ticket, protocol, merge, view, memory, pieces, watch, then);
    }

    private void send(CommandSpec command, List<Integer> shards, List<byte[]> arguments, Gather gather) {
        ByteBuf encoded = allocator.buffer();
        try {
            CommandEncoder.encode(encoded, arguments.toArray(byte[][]::new));
            for (int i = 0; i < shards.size(); i++) {
                lanes[shards.get(i)].send(
                        encoded, encoded.readerIndex(), encoded.readableBytes(), gather, i, command.id(), written);
            }
        } finally {
            encoded.release();
        }
    }
}
