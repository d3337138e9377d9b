// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ProxyView.ClientLine;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** Plans CLIENT LIST and CLIENT INFO: lines about this proxy's own clients. Immutable. */
final class ClientListPlanner implements Planner {
    static final Set<String> TYPES = Set.of("normal", "slave", "replica", "pubsub", "master");
    private static final Plan INVALID_ID = Plan.Answer.error("ERR Invalid client ID");

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        int argCount = command.argCount();
        if (argCount == 2) {
            return list(client -> true);
        }
        if (argCount == 4 && command.argIs(2, "TYPE")) {
            return ofType(command);
        }
        if (argCount > 3 && command.argIs(2, "ID")) {
            return withIds(command);
        }
        return Texts.SYNTAX_ERROR;
    }

    static Plan info(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return list(client -> client.id() == session.clientId());
    }

    /** Clients with subscriptions are of a type of their own; no replica or master ever connects to the proxy. */
    private static Plan ofType(CommandFrame command) {
        String type = command.argText(3).toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            return Plan.Answer.error("ERR Unknown client type '" + Texts.shown(command, 3) + "'");
        }
        return list(client -> type.equals(client.subscribed() ? "pubsub" : "normal"));
    }

    /** In the order asked for, and twice if asked for twice, as in Redis. */
    private static Plan withIds(CommandFrame command) {
        List<Long> ids = new ArrayList<>();
        for (int argument = 3; argument < command.argCount(); argument++) {
            OptionalLong id = StrictNumber.parse(command, argument);
            if (id.isEmpty()) {
                return INVALID_ID;
            }
            ids.add(id.getAsLong());
        }
        return new Plan.Ask(proxy -> {
            Map<Long, String> byId = new HashMap<>();
            proxy.clients().forEach(client -> byId.put(client.id(), client.text()));
            return lines(ids.stream().map(byId::get).filter(Objects::nonNull).toList());
        });
    }

    private static Plan list(Predicate<ClientLine> wanted) {
        return new Plan.Ask(proxy -> lines(
                proxy.clients().stream().filter(wanted).map(ClientLine::text).toList()));
    }

    private static RespValue lines(List<String> texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            all.append(text).append('\n');
        }
        return new RespValue.Verbatim("txt", all.toString());
    }
}
