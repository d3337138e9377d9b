// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.compat.RecordedCommand;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.proxy.plan.Explained;
import io.ringway.proxy.plan.OneShard;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.planners.LocalPlanners;
import io.ringway.proxy.plan.planners.ShardPlanners;
import io.ringway.proxy.route.StoreShards;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells what a proxy of some configuration would do with commands, by the planner that it would use, without being one: connects
 * to nothing. Keeps each client's state, so that transactions come out right. Confined to one thread.
 */
public final class PlanPreview {
    /** With more clients all are taken for new ones, which matters to transactions under way. */
    private static final int MAX_CLIENTS = 100_000;

    private final StoreShards shards;
    private final CommandPlanner planner;
    /** By client. */
    private final Map<String, Sessions> clients = new HashMap<>();

    private PlanPreview(StoreShards shards, CommandPlanner planner) {
        this.shards = shards;
        this.planner = planner;
    }

    /** The preview of a proxy with this configuration. */
    public static PlanPreview of(ProxyConfig config) throws ProxyStartException {
        StoreShards shards = ProxySettings.shards(config.store());
        CommandTable table = CommandTable.load();
        ShardStates states = new ShardStates(shards.shardCount());
        return new PlanPreview(
                shards,
                ShardPlanners.commandPlanner(
                        table, LocalPlanners.all(table, ProxySettings.localSettings(config, states))));
    }

    /**
     * What would become of a client's next command.
     */
    public Explained next(RecordedCommand recorded) {
        Sessions sessions = sessions(recorded.client());
        sessions.inDatabase(recorded.database());
        CommandFrame command = recorded.frame();
        CommandSpec row = planner.find(command);
        Plan plan = planner.plan(row, command, sessions.here, shards);
        Plan onOneShard = planner.plan(row, command, sessions.onOneShard, OneShard.INSTANCE);
        sessions.here = after(sessions.here, plan);
        sessions.onOneShard = after(sessions.onOneShard, onOneShard);
        return Explained.of(row, plan, onOneShard, shards.shardCount());
    }

    /** The name that the command is known by, such as {@code CONFIG GET}; what the table does not know as it came. */
    public String nameOf(RecordedCommand recorded) {
        CommandFrame command = recorded.frame();
        CommandSpec row = planner.find(command);
        String name = row == null ? command.argText(0) : row.name().replace('|', ' ');
        return name.toUpperCase(Locale.ROOT);
    }

    /** The names of shards by their numbers. */
    public List<String> namesOf(List<Integer> numbers) {
        ShardMap map = shards;
        return numbers.stream().map(map::shardName).toList();
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
