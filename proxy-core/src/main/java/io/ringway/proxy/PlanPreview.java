// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.compat.RecordedCommand;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Explained;
import io.ringway.proxy.plan.Explained.Kind;
import io.ringway.proxy.plan.OneShard;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.planners.LocalPlanners;
import io.ringway.proxy.plan.planners.ShardPlanners;
import io.ringway.proxy.route.StoreShards;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.resp.CommandFrame;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a proxy of some configuration would do with commands, by the planner that it would use, without being one: connects
 * to nothing. Keeps each client's state, so that transactions come out right. Confined to one thread.
 */
public final class PlanPreview {
    /** With more clients all are taken for new ones, which matters to transactions under way. */
    private static final int MAX_CLIENTS = 100_000;

    private static final int NO_SHARD = -1;

    private final StoreShards shards;
    private final int databases;
    private final CommandPlanner planner;
    private final PreviewedKeys keys = new PreviewedKeys();
    /** By client. */
    private final Map<String, Sessions> clients = new HashMap<>();
    /** The command before, which may have called a script; and its shard, if it has just one. */
    private String lastCommand = "";

    private String lastExample = "";
    private int lastShard = NO_SHARD;

    private PlanPreview(StoreShards shards, int databases, CommandPlanner planner) {
        this.shards = shards;
        this.databases = databases;
        this.planner = planner;
    }

    /** The preview of a proxy with this configuration. */
    public static PlanPreview of(ProxyConfig config) throws ProxyStartException {
        StoreShards shards = ProxySettings.shards(config.store());
        CommandTable table = CommandTable.load();
        LearnedCommands nothing = new LearnedCommands(table.learnedId(), Duration.ZERO);
        ShardStates states = new ShardStates(shards.shardCount());
        SlowLog slowLog = new SlowLog(table, Clock.systemUTC());
        return new PlanPreview(
                shards,
                config.store().databases(),
                ShardPlanners.commandPlanner(
                        table,
                        LocalPlanners.all(table, nothing, ProxySettings.localSettings(config, states, slowLog)),
                        nothing));
    }

    /** What would become of the next command; empty for those of scripts, unless they are where their script is not. */
    public Optional<Preview> next(RecordedCommand recorded) {
        return recorded.inScript() ? nextInScript(recorded) : Optional.of(nextOfClient(recorded));
    }

    private Preview nextOfClient(RecordedCommand recorded) {
        CommandFrame command = recorded.frame();
        CommandSpec row = planner.find(command);
        Explained explained = recorded.database() < databases
                ? explain(row, recorded)
                : new Explained(
                        Kind.REFUSED,
                        List.of(),
                        "DB index is out of range: database " + recorded.database() + " of " + databases,
                        "raise 'databases' in the configuration");
        lastCommand = PreviewedKeys.nameOf(row, command);
        lastExample = keys.example(row, command);
        lastShard = explained.shards().size() == 1 ? explained.shards().get(0) : NO_SHARD;
        return new Preview(lastCommand, lastExample, explained);
    }

    private Explained explain(@Nullable CommandSpec row, RecordedCommand recorded) {
        Sessions sessions = sessions(recorded.client());
        sessions.inDatabase(recorded.database());
        Plan plan = planner.plan(row, recorded.frame(), sessions.here, shards);
        Plan onOneShard = planner.plan(row, recorded.frame(), sessions.onOneShard, OneShard.INSTANCE);
        sessions.here = after(sessions.here, plan);
        sessions.onOneShard = after(sessions.onOneShard, onOneShard);
        return Explained.of(row, plan, onOneShard, shards.shardCount());
    }

    /** Scripts run where the keys are that they declare, and find there what they use without having said so. */
    private Optional<Preview> nextInScript(RecordedCommand recorded) {
        CommandFrame command = recorded.frame();
        ShardMap map = shards.inDatabase(recorded.database());
        if (lastShard == NO_SHARD) {
            return Optional.empty();
        }
        return keys.of(planner.find(command), command).stream()
                .filter(key -> map.shardOf(key, key.length) != lastShard)
                .findFirst()
                .map(key -> new Preview(
                        lastCommand,
                        lastExample + " uses " + PreviewedKeys.printable(key),
                        new Explained(
                                Kind.CHANGED,
                                List.of(lastShard),
                                "the script uses keys that it does not declare, and they are on another shard than those it does",
                                "declare all keys and give them one {hash tag}, or pin their prefix or database to one shard by a"
                                        + " placement rule")));
    }

    private Sessions sessions(String client) {
        if (clients.size() > MAX_CLIENTS) {
            clients.clear();
        }
        return clients.computeIfAbsent(client, key -> new Sessions());
    }

    private static Session after(Session session, Plan plan) {
        if (plan instanceof Plan.Become become) {
            return become.next();
        }
        if (plan instanceof Plan.Queue queue) {
            return queue.next();
        }
        if (plan instanceof Plan.Watch watch) {
            return session.withTransaction(session.transaction().watching(watch.shard()));
        }
        return plan instanceof Plan.Execute ? session.withoutTransaction() : session;
    }

    /** One client, as it is and as it would be before a single server. */
    private static final class Sessions {
        private Session here = Session.initial(1, true);
        private Session onOneShard = here;

        /** Within a transaction the client is where it has gone itself. */
        void inDatabase(int database) {
            if (database != RecordedCommand.UNKNOWN_DATABASE
                    && !here.transaction().open()
                    && here.database() != database) {
                here = here.withDatabase(database);
                onOneShard = onOneShard.withDatabase(database);
            }
        }
    }
}
