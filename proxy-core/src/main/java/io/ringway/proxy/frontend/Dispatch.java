// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.metrics.LoopMetrics;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.resp.CommandFrame;
import org.jspecify.annotations.Nullable;

/**
 * Has a client's command planned, decides whether it may be carried out now, and has everybody told who watches commands:
 * metrics, MONITOR, the slow log. What is remembered is answered here. One serves all clients of a loop, one command at a time.
 * Confined to the event loop.
 */
final class Dispatch {
    private final ClientLoop loop;
    private final CommandPlanner planner;
    private final ShardMap shards;
    private final Execution execution;
    private final ClientPause pause;
    private final MonitorTap monitors;
    private final LoopMetrics metrics;
    private final SlowLog slowLog;
    /** The id of the row of CONFIG SET. */
    private final int configSet;
    /** Null while nothing is remembered. */
    private @Nullable CachedReads reads;

    Dispatch(ClientLoop loop, CommandPlanner planner, ShardMap shards, Execution execution) {
        this.loop = loop;
        this.planner = planner;
        this.shards = shards;
        this.execution = execution;
        this.pause = loop.pause();
        this.monitors = loop.monitors();
        this.metrics = loop.metrics();
        this.slowLog = loop.slowLog();
        this.configSet = planner.idOf("config|set");
    }

    /** From now on reads are answered from there; null for no longer. */
    void remember(@Nullable CachedReads next) {
        reads = next;
        execution.remember(next);
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
        Plan plan = planner.plan(spec, command, sender.session(), shards, sender.finding());
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
        if (plan instanceof Plan.Inquire) {
            execution.run(plan, sender, command);
            return false;
        }
        sender.forgetFinding();
        if (spec != null) {
            metrics.command(spec.id());
            sender.record().sent(spec);
        }
        // CONFIG SET is looked at too: as on a server, what counts for it is the threshold that it has set.
        SlowWatch watch = spec != null && (slowLog.keepsAll() || spec.id() == configSet)
                ? SlowWatch.begin(loop, sender, spec, command)
                : null;
        if (monitors.isOn() && spec != null) {
            runShown(plan, spec, sender, command);
        } else {
            execution.run(plan, sender, command);
        }
        sender.lanes().carriedOut(spec);
        if (watch != null && (plan instanceof Plan.Answer || plan instanceof Plan.Ask || plan instanceof Plan.Become)) {
            // Where shards answer, whoever waits for them tells the slow log.
            watch.end();
        }
        return true;
    }

    /** Whether servers hold the command while writes are paused. */
    private boolean mayReplicate(CommandSpec spec, CommandFrame command) {
        return spec.mayReplicate()
                && !execution.declaresNoWrites(spec, command)
                && !(QueuedCommands.isFunctionCall(spec) && pause.exempts(QueuedCommands.functionOf(command)));
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
            SlowWatch.begin(loop, sender, spec, command).end();
        }
    }

    /** As in Redis, a command is shown behind those of the transaction that it carries out, and in the database it selects. */
    private void runShown(Plan plan, CommandSpec spec, ClientConnection client, CommandFrame command) {
        boolean shown = planner.isShown(spec, command, client.session());
        if (plan instanceof Plan.Execute) {
            int database = client.session().database();
            client.transaction().forEach((row, queued) -> {
                if (planner.isShownInTransaction(row)) {
                    monitors.show(client, database, queued);
                }
            });
        }
        execution.run(plan, client, command);
        if (shown) {
            monitors.show(client, client.session().database(), command);
        }
    }
}
