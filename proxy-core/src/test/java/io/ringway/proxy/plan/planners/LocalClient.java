// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.testing.Seed;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespEncoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A client of the local planners, without connection or event loop: keeps the session and carries plans out on the spot. Replies
 * are their bytes as Latin-1 text. Used by one test at a time.
 */
final class LocalClient implements Plan.Runner {
    static final CommandTable TABLE = CommandTable.load();
    static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789012Z");

    final LearnedCommands learned = new LearnedCommands(TABLE.learnedId(), Duration.ofSeconds(10));
    private final Map<String, Planner> planners;
    private final ShardMap shards;
    Session session;
    ProxyView proxy = FakeProxy.EMPTY;
    /** What the shards answer to whatever they are sent, in their order. */
    List<RespValue> shardReplies = List.of();
    /** What was last sent to the shards; empty where it was the client's own frame. */
    List<String> sent = List.of();

    final SlowLog slowLog = new SlowLog(TABLE, InstantSource.fixed(NOW));
    /** What was last asked about connections of clients. */
    @Nullable
    ClientOrder order;

    boolean closed;
    String serverVersion = "7.0.15";
    private RespValue reply = RespValue.NULL;

    LocalClient(Users users) {
        this(users, new FakeShards("one"));
    }

    LocalClient(Users users, ShardMap shards) {
        this.shards = shards;
        session = Session.initial(1, users.isOpen());
        planners = LocalPlanners.all(
                TABLE,
                learned,
                new LocalSettings(
                        users,
                        16,
                        () -> serverVersion,
                        "0.1.0",
                        Map.of("port", "6380"),
                        InstantSource.fixed(NOW),
                        slowLog));
    }

    static LocalClient open() {
        return new LocalClient(Users.OPEN);
    }

    String call(String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = arguments[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        ByteBuf out = Unpooled.buffer();
        RespEncoder.encode(out, value(bytes), session.protocol());
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private RespValue value(byte[][] arguments) {
        CommandFrame command = CommandFrame.of(arguments);
        CommandSpec row = Objects.requireNonNull(TABLE.find(command), "no row for " + command.argText(0));
        sent = List.of();
        Objects.requireNonNull(planners.get(command.argText(0).toLowerCase(Locale.ROOT)))
                .plan(row, command, session, shards)
                .run(this);
        return reply;
    }

    @Override
    public void forward(Plan.Forward plan) {
        throw new AssertionError("no local command goes to a shard as it is");
    }

    @Override
    public void split(Plan.Split plan) {
        throw new AssertionError("no local command is split");
    }

    @Override
    public void fanOut(Plan.FanOut plan) {
        sent = plan.arguments().stream()
                .map(argument -> new String(argument, StandardCharsets.ISO_8859_1))
                .toList();
        reply = plan.merge().merge(shardReplies, proxy);
    }

    @Override
    public void then(Plan.Then plan) {
        sent = plan.arguments().stream()
                .map(argument -> new String(argument, StandardCharsets.ISO_8859_1))
                .toList();
        plan.next().after(shardReplies, new SplittableRandom(Seed.value())).run(this);
    }

    @Override
    public void answer(RespValue value) {
        reply = value;
    }

    @Override
    public void become(Plan.Become plan) {
        session = plan.next();
        reply = plan.reply();
    }

    @Override
    public void close(Plan.Close plan) {
        closed = true;
        reply = Objects.requireNonNull(plan.reply());
    }

    @Override
    public void inquire(Plan.Inquire plan) {
        throw new AssertionError(plan);
    }

    @Override
    public void ask(Plan.Ask plan) {
        reply = plan.query().answer(proxy);
    }

    @Override
    public void order(Plan.Order plan) {
        order = plan.order();
        reply = RespValue.OK;
    }

    @Override
    public void reload(Plan.Reload plan) {
        proxy.reload(answer -> reply = answer);
    }

    @Override
    public void block(Plan.Block plan) {
        throw new AssertionError("no local command needs a connection of its own");
    }

    @Override
    public void blockEverywhere(Plan.BlockEverywhere plan) {
        throw new AssertionError("no local command needs a connection of its own");
    }

    @Override
    public void aside(Plan.Aside plan) {
        throw new AssertionError("no local command needs a connection of its own");
    }

    @Override
    public void script(Plan.Script plan) {
        throw new AssertionError("no local command is about scripts");
    }

    @Override
    public void watch(Plan.Watch plan) {
        throw new AssertionError("no local command needs a connection of its own");
    }

    @Override
    public void queue(Plan.Queue plan) {
        throw new AssertionError("no local command needs a connection of its own");
    }

    @Override
    public void execute(Plan.Execute plan) {
        throw new AssertionError("no local command needs a connection of its own");
    }

    @Override
    public void subscribe(Plan.Subscribe plan) {
        throw new AssertionError("no local command concerns messages");
    }

    @Override
    public void unsubscribe(Plan.Unsubscribe plan) {
        throw new AssertionError("no local command concerns messages");
    }

    @Override
    public void publish(Plan.Publish plan) {
        throw new AssertionError("no local command concerns messages");
    }
}
