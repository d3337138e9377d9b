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
 * Has a client's command planned and carries the plan out: the one place where planning meets connections. One serves all
 * clients of a loop, one command at a time. Confined to the event loop.
 */
final class Execution implements Plan.Runner {
    private static final int HEADER_BYTES = 16;
    /** For commands that do not wait: the ordinary deadline of replies, more or less. */
    private static final int SHORT_WAIT_MILLIS = 1;

    private final ClientLoop loop;
    private final ByteBufAllocator allocator;
    private final CommandPlanner planner;
    private final FrontendContext context;
    private final Transactions transactions;
    private final Inquiries inquiries;
    private final Scripts scripts;
    private final ClientOrders orders;
    private final ClientPause pause;
    private final MonitorTap monitors;
    private final LoopMetrics metrics;
    /** The id of the row of CONFIG SET. */
    private final int configSet;

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
        this.planner = planner;
        this.context = context;
        this.pause = loop.pause();
        this.monitors = loop.monitors();
        this.metrics = loop.metrics();
        this.slowLog = loop.slowLog();
        this.writes = writes;
        this.configSet = planner.idOf("config|set");
        this.scripts = new Scripts(allocator, context.scripts(), planner.idOf("script|load"));
        this.inquiries = new Inquiries(loop.loop(), context.shards().shardCount(), context.learned());
        this.orders = new ClientOrders(context.registry(), planner.idOf("function|list"));
        OwnCommands own = new OwnCommands(planner, context.shards(), context.view(), orders, loop.subscriptions());
        this.transactions = new Transactions(own, context.view(), scripts, writes);
    }

    /** Whether servers hold the command while writes are paused. */
    private boolean mayReplicate(CommandSpec spec, CommandFrame command) {
        return spec.mayReplicate()
                && !scripts.declaresNoWrites(spec, command)
                && !(QueuedCommands.isFunctionCall(spec) && pause.exempts(QueuedCommands.functionOf(command)));
    }

    /** From now on reads are answered from there; null for no longer. */
    void remember(@Nullable CachedReads next) {
        reads = next;
    }

    /** Whether it helps to know of a client's commands before they are carried out. */
    boolean looksAhead() {
        return reads != null;
    }

    /** Tells which commands will be carried out next, one after the other. To be told of each before it is. */
    void expect(ClientConnection sender, CommandBatch batch) {
        batch.identify(planner);
        CachedReads cached = reads;
        if (cached != null) {
            cached.lookAhead(sender, batch);
        }
    }

    /**
     * Carries a client's command out.
     *
     * @param spec its row; null where it has none
     * @return false where it has to wait, until all before it is answered, until a pause is over, or for what its plan depends
     *     on: then the client is held, and the command has to be run anew when it is let go
     */
    boolean run(ClientConnection sender, @Nullable CommandSpec spec, CommandFrame command) {
        CachedReads cached = reads;
        if (cached != null && spec != null && !pause.isOn() && cached.answer(sender, spec, command)) {
            answered(sender, spec, command);
            return true;
        }
        Plan plan = planner.plan(spec, command, sender.session(), context.shards(), sender.finding());
        if ((plan.alone() || awaitsSubscriptions(sender, plan))
                && !sender.replies().areComplete()) {
            sender.flow().raiseBarrier();
            return false;
        }
        if (pause.isOn()
                && spec != null
                && planner.carriesOut(spec, command, sender.session())
                && pause.holds(sender, spec, mayReplicate(spec, command))) {
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
        // CONFIG SET is looked at too: as on a server, what counts for it is the threshold that it has set.
        SlowWatch watch = spec != null && (slowLog.keepsAll() || spec.id() == configSet) ? watch(spec) : null;
        if (monitors.isOn() && spec != null) {
            runShown(plan, spec);
        } else {
            plan.run(this);
        }
        sender.lanes().carriedOut(spec);
        if (watch != null && (plan instanceof Plan.Answer || plan instanceof Plan.Ask || plan instanceof Plan.Become)) {
            // Where shards answer, whoever waits for them tells the slow log.
            watch.end();
        }
        return true;
    }

    /** Whether the command could cause messages for its client on channels that the shards do not know it wants. */
    private static boolean awaitsSubscriptions(ClientConnection sender, Plan plan) {
        return !sender.topics().areSettled()
                && !(plan instanceof Plan.Subscribe)
                && !(plan instanceof Plan.Unsubscribe);
    }

    /** A command was answered with what is remembered: the rest is as for any other. */
    private void answered(ClientConnection sender, CommandSpec spec, CommandFrame command) {
        metrics.command(spec.id());
        sender.record().sent(spec);
        if (monitors.isOn()) {
            monitors.show(sender, sender.session().database(), command);
        }
        if (slowLog.keepsAll()) {
            client = sender;
            frame = command;
            watch(spec).end();
        }
    }

    /** As in Redis, a command is shown behind those of the transaction that it carries out, and in the database it selects. */
    private void runShown(Plan plan, CommandSpec spec) {
        boolean shown = planner.isShown(spec, frame, client.session());
        if (plan instanceof Plan.Execute) {
            int database = client.session().database();
            client.transaction().forEach((row, command) -> {
                if (planner.isShownInTransaction(row)) {
                    monitors.show(client, database, command);
                }
            });
        }
        plan.run(this);
        if (shown) {
            monitors.show(client, client.session().database(), frame);
        }
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
            LastIds ids =
                    new LastIds(client.lanes().to(plan.shard()), frame, plan.fromNow(), planner.idOf("xinfo|stream"));
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
        return new SlowWatch(
                loop.loop(),
                client.replies(),
                command,
                slowLog.keepsArguments(command) ? KeptArguments.of(frame) : null);
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
