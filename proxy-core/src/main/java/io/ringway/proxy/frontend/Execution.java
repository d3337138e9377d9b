// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringway.proxy.backend.PrivateLane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.metrics.FailureKind;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ScriptUse;
import io.ringway.proxy.plan.Subscribers;
import io.ringway.proxy.slowlog.KeptArguments;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the plans of clients' commands: the one place where planning meets connections. One serves all clients of a loop,
 * one command at a time. Confined to the event loop.
 */
final class Execution implements Plan.Runner {
    private static final int HEADER_BYTES = 16;
    /** For commands that do not wait: the ordinary deadline of replies, more or less. */
    private static final int SHORT_WAIT_MILLIS = 1;

    private final ClientLoop loop;
    private final ByteBufAllocator allocator;
    private final FrontendContext context;
    private final Transactions transactions;
    private final Inquiries inquiries;
    private final Scripts scripts;
    private final ClientOrders orders;
    private final LoopMetrics metrics;
    /** The id of the row of XINFO STREAM. */
    private final int streamInfo;

    private final SlowLog slowLog;
    private final SplittableRandom dice = new SplittableRandom();
    private final WrittenStripes writes;
    /** Null while nothing is remembered. */
    private @Nullable CachedReads reads;
    /** Whose command is being carried out. */
    private ClientConnection client;

    private CommandFrame frame;

    @SuppressWarnings("NullAway.Init") // client and frame are set by run, before any plan runs
    Execution(ClientLoop loop, CommandPlanner planner, FrontendContext context, WrittenStripes writes) {
        this.loop = loop;
        this.allocator = loop.loop().allocator();
        this.context = context;
        this.metrics = loop.metrics();
        this.slowLog = loop.slowLog();
        this.writes = writes;
        this.streamInfo = planner.idOf("xinfo|stream");
        this.scripts = new Scripts(allocator, context.scripts(), planner.idOf("script|load"));
        this.inquiries = new Inquiries(loop.loop(), context.shards().shardCount(), context.learned());
        this.orders = new ClientOrders(context.registry(), planner.idOf("function|list"));
        OwnCommands own = new OwnCommands(planner, context.shards(), context.view(), orders, loop.subscriptions());
        this.transactions = new Transactions(own, context.view(), scripts, writes);
    }

    /** From now on reads are remembered there; null for no longer. */
    void remember(@Nullable CachedReads next) {
        reads = next;
    }

    /** Whether the command is a call of a script that says that it writes nothing. */
    boolean declaresNoWrites(CommandSpec spec, CommandFrame command) {
        return scripts.declaresNoWrites(spec, command);
    }

    /** Carries out the plan of a client's command. */
    void run(Plan plan, ClientConnection sender, CommandFrame command) {
        client = sender;
        frame = command;
        plan.run(this);
    }

    @Override
    public void forward(Plan.Forward plan) {
        CommandSpec command = plan.command();
        ReplySink sink = slowLog.keepsArguments(command)
                ? new WatchedReply(client.replies(), KeptArguments.of(frame))
                : client.replies();
        CachedReads cached = reads;
        if (cached != null && cached.mayCache(client, command, frame)) {
            cached.send(client, sink, command, frame, plan.shard());
            return;
        }
        Written written = writtenBy(command);
        if (cached != null && written == Written.NOTHING) {
            client.unansweredReads().addAny();
        }
        long ticket = client.replies().open();
        client.lanes()
                .to(plan.shard())
                .send(frame.buffer(), frame.start(), frame.length(), sink, ticket, command.id(), written);
        if (cached != null && cached.mayCacheKeys(client, command)) {
            for (int key = 1; key < frame.argCount(); key++) {
                cached.fetch(client, frame, key, plan.shard());
            }
        }
    }

    @Override
    public void split(Plan.Split plan) {
        Gather gather = gather(plan.command(), plan.merge(), plan.pieces().size());
        for (int i = 0; i < plan.pieces().size(); i++) {
            Plan.Piece piece = plan.pieces().get(i);
            ByteBuf encoded = encode(piece.arguments());
            Written written = writes.of(plan.command(), frame, piece.arguments());
            send(piece.shard(), encoded, gather, i, plan.command(), written);
        }
        CachedReads cached = reads;
        if (cached != null && cached.mayCacheKeys(client, plan.command())) {
            for (Plan.Piece piece : plan.pieces()) {
                for (int key : piece.arguments()) {
                    cached.fetch(client, frame, key, piece.shard());
                }
            }
        }
    }

    @Override
    public void fanOut(Plan.FanOut plan) {
        Gather gather = gather(plan.command(), plan.merge(), plan.shards().size());
        Written written = writtenEverywhereBy(plan.command());
        for (int i = 0; i < plan.shards().size(); i++) {
            ByteBuf encoded;
            if (plan.arguments().isEmpty()) {
                encoded = frame.buffer().retainedSlice(frame.start(), frame.length());
            } else {
                encoded = allocator.buffer();
                CommandEncoder.encode(encoded, plan.arguments().toArray(byte[][]::new));
            }
            send(plan.shards().get(i), encoded, gather, i, plan.command(), written);
        }
    }

    @Override
    public void then(Plan.Then plan) {
        Steps steps = new Steps(
                client,
                context.view(),
                allocator,
                context.mergeMemory(),
                dice,
                watch(plan.command()),
                writtenEverywhereBy(plan.command()));
        // Later steps are yet to be sent, and commands that follow must not be carried out before them.
        client.flow().raiseBarrier();
        steps.run(plan);
    }

    @Override
    public void answer(RespValue reply) {
        if (reply instanceof RespValue.Err) {
            metrics.failed(FailureKind.REFUSED);
        }
        client.replies().answer(reply);
    }

    @Override
    public void become(Plan.Become plan) {
        client.become(plan.next());
        client.replies().answer(plan.reply());
    }

    @Override
    public void close(Plan.Close plan) {
        RespValue reply = plan.reply();
        if (reply != null) {
            client.replies().answer(reply);
        }
        client.closeWhenAnswered();
    }

    @Override
    public void ask(Plan.Ask plan) {
        // As on a server, a command that tells of clients tells of itself.
        client.record().asking(frame.length());
        client.replies().answer(plan.query().answer(context.view()));
        client.record().asking(0);
    }

    @Override
    public void inquire(Plan.Inquire plan) {
        client.flow().beginInquiry();
        inquiries.begin(client, plan, frame);
    }

    @Override
    public void order(Plan.Order plan) {
        orders.carryOut(client, plan.order());
    }

    @Override
    public void reload(Plan.Reload plan) {
        ClientConnection asking = client;
        long ticket = asking.replies().open();
        asking.flow().raiseBarrier();
        context.view()
                .reload(reply -> asking.loop().execute(() -> asking.replies().answer(ticket, reply)));
    }

    @Override
    public void block(Plan.Block plan) {
        if (client.hasLeft()) {
            // It left before its command's turn came; what was answered before is still for it.
            client.closeWhenAnswered();
            return;
        }
        long ticket = client.replies().open();
        client.flow().raiseBarrier();
        PinnedCommand command =
                pinned(client.replies(), ticket, plan.command(), plan.waitMillis(), RespValue.NULL_ARRAY);
        PrivateLane own = client.lanes().own(plan.shard());
        if (own != null) {
            command.beginOn(own);
        } else if (plan.fromNow().isEmpty()) {
            command.begin(plan.shard());
        } else {
            LastIds ids = new LastIds(client.lanes().to(plan.shard()), frame, plan.fromNow(), streamInfo);
            command.beginFrom(ids, plan.shard());
        }
    }

    @Override
    public void blockEverywhere(Plan.BlockEverywhere plan) {
        // That it waits is what it is for, so the slow log does not watch it.
        Gather gather = gather(plan.merge(), context.shards().shardCount(), null);
        client.flow().raiseBarrier();
        for (int shard = 0; shard < context.shards().shardCount(); shard++) {
            PinnedCommand command = pinned(gather, shard, plan.command(), plan.waitMillis(), plan.timedOut());
            command.askForPosition();
            command.begin(shard);
        }
    }

    @Override
    public void aside(Plan.Aside plan) {
        Gather gather = gather(plan.command(), plan.merge(), context.shards().shardCount());
        client.flow().raiseBarrier();
        for (int shard = 0; shard < context.shards().shardCount(); shard++) {
            pinned(gather, shard, plan.command(), SHORT_WAIT_MILLIS, RespValue.NULL)
                    .beginInAnyDatabase(shard);
        }
    }

    @Override
    public void script(Plan.Script plan) {
        if (plan.use() == ScriptUse.CALLS && plan.plan() instanceof Plan.Forward forward) {
            client.unansweredReads().addAny();
            scripts.call(client, frame, forward, writtenBy(forward.command()));
            return;
        }
        scripts.note(plan.use(), frame);
        plan.plan().run(this);
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
        client.unansweredReads().addAny();
        transactions.execute(client, plan);
    }

    @Override
    public void subscribe(Plan.Subscribe plan) {
        loop.subscriptions().subscribe(client, plan.topics());
    }

    @Override
    public void unsubscribe(Plan.Unsubscribe plan) {
        loop.subscriptions().unsubscribe(client, plan.kind(), plan.topics());
    }

    @Override
    public void publish(Plan.Publish plan) {
        Subscribers.Receivers receivers = context.view().subscribers().receivers(plan.topic(), plan.shard());
        long ticket = client.replies().open();
        client.lanes()
                .to(plan.shard())
                .send(
                        frame.buffer(),
                        frame.start(),
                        frame.length(),
                        receivers.areAsCounted() ? client.replies() : new PublishReply(client.replies(), receivers),
                        ticket,
                        plan.command().id());
    }

    private PinnedCommand pinned(ReplySink target, long ticket, CommandSpec spec, long waitMillis, RespValue timedOut) {
        return new PinnedCommand(
                loop.pinnedLanes(),
                client.pins(),
                target,
                ticket,
                client.copy(frame),
                spec.id(),
                waitMillis,
                timedOut,
                writes.exactly(spec, frame));
    }

    private Gather gather(CommandSpec command, ReplyMerge merge, int pieces) {
        return gather(merge, pieces, watch(command));
    }

    private Gather gather(ReplyMerge merge, int pieces, @Nullable SlowWatch watch) {
        client.unansweredReads().addAny();
        return new Gather(
                client,
                client.replies().open(),
                client.session().protocol(),
                merge.asOf(context.view()),
                context.view(),
                context.mergeMemory(),
                pieces,
                watch,
                null);
    }

    private SlowWatch watch(CommandSpec command) {
        return SlowWatch.begin(loop, client, command, frame);
    }

    private Written writtenBy(CommandSpec command) {
        return writes.of(command, frame);
    }

    /** The same for one that goes to shards as a whole. */
    private Written writtenEverywhereBy(CommandSpec command) {
        return writes.isRead(command) ? Written.NOTHING : Written.WHOLE_SHARD;
    }

    private void send(int shard, ByteBuf encoded, Gather gather, int piece, CommandSpec spec, Written written) {
        try {
            client.lanes()
                    .to(shard)
                    .send(encoded, encoded.readerIndex(), encoded.readableBytes(), gather, piece, spec.id(), written);
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
