// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.resp.CommandFrame;
import java.util.Locale;
import java.util.OptionalLong;

/** Plans CLIENT KILL in its old form, by address, and its new one, by filters. Immutable. */
record ClientKillPlanner(Users users) implements Planner {
    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() == 3) {
            return new Plan.Order(new ClientOrder.Kill(null, command.argText(2), null, null, null, 0, false, false));
        }
        Long id = null;
        String address = null;
        String localAddress = null;
        String type = null;
        String user = null;
        long maxAge = 0;
        boolean skipsAsking = true;
        for (int option = 2; option < command.argCount(); option += 2) {
            if (option + 1 == command.argCount()) {
                return Texts.SYNTAX_ERROR;
            }
            String value = command.argText(option + 1);
            if (command.argIs(option, "ID")) {
                OptionalLong number = StrictNumber.parse(command, option + 1);
                if (number.isEmpty() || number.getAsLong() < 1) {
                    return Plan.Answer.error("ERR client-id should be greater than 0");
                }
                id = number.getAsLong();
            } else if (command.argIs(option, "TYPE")) {
                type = value.toLowerCase(Locale.ROOT);
                if (!ClientListPlanner.TYPES.contains(type)) {
                    return Plan.Answer.error("ERR Unknown client type '" + Texts.shown(command, option + 1) + "'");
                }
            } else if (command.argIs(option, "ADDR")) {
                address = value;
            } else if (command.argIs(option, "LADDR")) {
                localAddress = value;
            } else if (command.argIs(option, "USER")) {
                user = value;
                if (!users.knows(user)) {
                    return Plan.Answer.error("ERR No such user '" + Texts.shown(command, option + 1) + "'");
                }
            } else if (command.argIs(option, "MAXAGE")) {
                OptionalLong seconds = StrictNumber.parse(command, option + 1);
                if (seconds.isEmpty()) {
                    return Plan.Answer.error("ERR maxage is not an integer or out of range");
                }
                if (seconds.getAsLong() < 1) {
                    return Plan.Answer.error("ERR maxage should be greater than 0");
                }
                maxAge = seconds.getAsLong();
            } else if (command.argIs(option, "SKIPME")) {
                skipsAsking = command.argIs(option + 1, "yes");
                if (!skipsAsking && !command.argIs(option + 1, "no")) {
                    return Texts.SYNTAX_ERROR;
                }
            } else {
                return Texts.SYNTAX_ERROR;
            }
        }
        return new Plan.Order(new ClientOrder.Kill(id, address, localAddress, type, user, maxAge, skipsAsking, true));
    }
}
