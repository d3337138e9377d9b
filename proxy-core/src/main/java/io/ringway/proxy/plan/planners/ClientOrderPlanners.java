// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import java.util.Locale;
import java.util.OptionalLong;

/** Plans CLIENT REPLY, UNBLOCK, PAUSE and UNPAUSE, and MONITOR, which concern connections of clients. Stateless. */
final class ClientOrderPlanners {
    private static final Plan UNPAUSE = new Plan.Order(new ClientOrder.Unpause());
    private static final Plan MONITOR = new Plan.Order(new ClientOrder.Monitor());
    private static final Plan NOT_A_MODE = Plan.Answer.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
    private static final Plan NOT_A_TIMEOUT = Plan.Answer.error("ERR timeout is not an integer or out of range");
    private static final Plan NEGATIVE_TIMEOUT = Plan.Answer.error("ERR timeout is negative");
    private static final Plan NOT_A_REASON = Plan.Answer.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    private static final Plan NOT_A_NUMBER = Plan.Answer.error("ERR value is not an integer or out of range");

    private ClientOrderPlanners() {}

    static Plan reply(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        for (ClientOrder.Replies wanted : ClientOrder.Replies.values()) {
            if (command.argIs(2, wanted.name())) {
                return new Plan.Order(new ClientOrder.Reply(wanted));
            }
        }
        return Texts.SYNTAX_ERROR;
    }

    static Plan pause(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() > 4) {
            return tooManyArguments(command);
        }
        boolean writesOnly = command.argCount() == 4 && command.argIs(3, "WRITE");
        if (command.argCount() == 4 && !writesOnly && !command.argIs(3, "ALL")) {
            return NOT_A_MODE;
        }
        OptionalLong millis = StrictNumber.parse(command, 2);
        if (millis.isEmpty()) {
            return NOT_A_TIMEOUT;
        }
        return millis.getAsLong() < 0
                ? NEGATIVE_TIMEOUT
                : new Plan.Order(new ClientOrder.Pause(millis.getAsLong(), writesOnly));
    }

    static Plan unpause(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return UNPAUSE;
    }

    static Plan monitor(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return MONITOR;
    }

    static Plan unblock(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() > 4) {
            return tooManyArguments(command);
        }
        boolean byError = command.argCount() == 4 && command.argIs(3, "ERROR");
        if (command.argCount() == 4 && !byError && !command.argIs(3, "TIMEOUT")) {
            return NOT_A_REASON;
        }
        OptionalLong id = StrictNumber.parse(command, 2);
        return id.isEmpty() ? NOT_A_NUMBER : new Plan.Order(new ClientOrder.Unblock(id.getAsLong(), byError));
    }

    private static Plan tooManyArguments(CommandFrame command) {
        return Plan.Answer.error("ERR unknown subcommand or wrong number of arguments for '" + Texts.shown(command, 1)
                + "'. Try " + command.argText(0).toUpperCase(Locale.ROOT) + " HELP.");
    }
}
