// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringway.proxy.backend.PinnedLane;
import io.ringway.proxy.backend.PinnedLanes;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.metrics.FailureKind;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.transport.MemoryBudget;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;

/**
 * Has a client's command planned and carries the plan out: the one place where planning meets connections. One serves all
 * clients of a loop, one command at a time. Confined to the event loop.
 */
final class Execution implements Plan.Runner {
    private static final int HEADER_BYTES = 16;

    private final ByteBufAllocator allocator;
    private final CommandPlanner planner;
    private final ShardMap shards;
    private final ProxyView view;
    /** For replies that wait to be merged. */
    private final MemoryBudget mergeMemory;

    private final PinnedLanes pinnedLanes;
    private final Transactions transactions;
    private final Inquiries inquiries;
    private final LoopMetrics metrics;
    /** Whose command is being carried out. */
    private ClientConnection client;

    private CommandFrame frame;

    @SuppressWarnings("NullAway.Init") // client and frame are set by run, before any plan runs
    Execution(
            ByteBufAllocator allocator,
            CommandPlanner planner,
            ShardMap shards,
            ProxyView view,
            MemoryBudget mergeMemory,
            PinnedLanes pinnedLanes,
            Transactions transactions,
            Inquiries inquiries,
            LoopMetrics metrics) {
        this.allocator = allocator;
        this.planner = planner;
        this.shards = shards;
        this.view = view;
        this.mergeMemory = mergeMemory;
        this.pinnedLanes = pinnedLanes;
        this.transactions = transactions;
        this.inquiries = inquiries;
        this.metrics = metrics;
    }

    /**
     * Carries a client's command out.
     *
     * @return false where it has to wait, for all before it to be answered or for what its plan depends on: then the client is
     *     held, and the command has to be run anew when it is let go
     */
    boolean run(ClientConnection sender, CommandFrame command) {
        CommandSpec spec = planner.find(command);
        Plan plan = planner.plan(spec, command, sender.session(), shards, sender.finding());
        if (plan.alone() && !sender.isQuiet()) {
            sender.flow().raiseBarrier();
            return false;
        }
        client = sender;
        frame = command;
        if (plan instanceof Plan.Inquire) {
            plan.run(this);
            return false;
        }
        sender.forgetFinding();
        if (spec != null) {
            metrics.command(spec.id());
            sender.record().sent(spec);
        }
        plan.run(this);
        return true;
    }

    @Override
    public void forward(Plan.Forward plan) {
        long ticket = client.openTicket();
        client.lane(plan.shard())
                .send(
                        frame.buffer(),
                        frame.start(),
                        frame.length(),
                        client,
                        ticket,
                        plan.command().id());
    }

    @Override
    public void split(Plan.Split plan) {
        Gather gather = gather(plan.merge(), plan.pieces().size());
        for (int i = 0; i < plan.pieces().size(); i++) {
            Plan.Piece piece = plan.pieces().get(i);
            ByteBuf encoded = encode(piece.arguments());
            send(piece.shard(), encoded, gather, i, plan.command());
        }
    }

    @Override
    public void fanOut(Plan.FanOut plan) {
        Gather gather = gather(plan.merge(), plan.shards().size());
        for (int i = 0; i < plan.shards().size(); i++) {
            ByteBuf encoded;
            if (plan.arguments().isEmpty()) {
                encoded = frame.buffer().retainedSlice(frame.start(), frame.length());
            } else {
                encoded = allocator.buffer();
                CommandEncoder.encode(encoded, plan.arguments().toArray(byte[][]::new));
            }
            send(plan.shards().get(i), encoded, gather, i, plan.command());
        }
    }

    @Override
    public void answer(RespValue reply) {
        if (reply instanceof RespValue.Err) {
            metrics.failed(FailureKind.REFUSED);
        }
        client.answer(client.openTicket(), reply);
    }

    @Override
    public void become(Plan.Become plan) {
        client.become(plan.next());
        client.answer(client.openTicket(), plan.reply());
    }

    @Override
    public void close(Plan.Close plan) {
        RespValue reply = plan.reply();
        if (reply != null) {
            client.answer(client.openTicket(), reply);
        }
        client.closeWhenAnswered();
    }

    @Override
    public void ask(Plan.Ask plan) {
        client.answer(client.openTicket(), plan.query().answer(view));
    }

    @Override
    public void inquire(Plan.Inquire plan) {
        client.flow().beginInquiry();
        inquiries.begin(client, plan, frame);
    }

    @Override
    public void block(Plan.Block plan) {
        long ticket = client.openTicket();
        client.flow().raiseBarrier();
        PinnedCommand command = pinned(client, ticket, plan.command(), plan.waitMillis());
        PinnedLane own = client.pins().own();
        if (own != null && client.pins().hasOwn(plan.shard())) {
            command.beginOn(own);
        } else {
            command.begin(plan.shard());
        }
    }

    @Override
    public void blockEverywhere(Plan.BlockEverywhere plan) {
        Gather gather = gather(plan.merge(), shards.shardCount());
        client.flow().raiseBarrier();
        for (int shard = 0; shard < shards.shardCount(); shard++) {
            PinnedCommand command = pinned(gather, shard, plan.command(), plan.waitMillis());
            command.askForPosition();
            command.begin(shard);
        }
    }

    @Override
    public void watch(Plan.Watch plan) {
        transactions.watch(client, plan, frame);
    }

    @Override
    public void queue(Plan.Queue plan) {
        transactions.queue(client, plan, frame);
    }

    @Override
    public void execute(Plan.Execute plan) {
        transactions.execute(client, plan);
    }

    private PinnedCommand pinned(ReplySink target, long ticket, CommandSpec spec, long waitMillis) {
        return new PinnedCommand(pinnedLanes, client.pins(), target, ticket, client.copy(frame), spec.id(), waitMillis);
    }

    private Gather gather(ReplyMerge merge, int pieces) {
        return new Gather(client, client.openTicket(), merge, view, mergeMemory, pieces);
    }

    private void send(int shard, ByteBuf encoded, Gather gather, int piece, CommandSpec spec) {
        try {
            client.lane(shard).send(encoded, encoded.readerIndex(), encoded.readableBytes(), gather, piece, spec.id());
        } finally {
            encoded.release();
        }
    }

    /** The command's name and these arguments of the frame, as a command of its own. */
    private ByteBuf encode(int[] arguments) {
        int bytes = HEADER_BYTES * (arguments.length + 2) + frame.argLength(0);
        for (int argument : arguments) {
            bytes += frame.argLength(argument);
        }
        ByteBuf encoded = allocator.directBuffer(bytes);
        CommandEncoder.header(encoded, '*', arguments.length + 1);
        append(encoded, 0);
        for (int argument : arguments) {
            append(encoded, argument);
        }
        return encoded;
    }

    private void append(ByteBuf encoded, int argument) {
        int length = frame.argLength(argument);
        CommandEncoder.header(encoded, '$', length);
        // The line end behind the argument comes along.
        encoded.writeBytes(frame.buffer(), frame.argStart(argument), length + 2);
    }
}
