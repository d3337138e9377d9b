// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;

/** Plans AUTH and RESET, which decide who a client is. Immutable. */
record AuthenticationPlanners(Users users) {
    private static final Plan NO_PASSWORD_SET = Plan.Answer.error("ERR AUTH <password> called without any password "
            + "configured for the default user. Are you sure your configuration is correct?");
    private static final Plan WRONG_PASSWORD = Plan.Answer.error(Texts.WRONG_PASSWORD);
    private static final RespValue RESET = new RespValue.SimpleString("RESET");

    Plan auth(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        int argCount = command.argCount();
        if (argCount > 3) {
            return Texts.SYNTAX_ERROR;
        }
        if (argCount == 2 && users.isOpen()) {
            return NO_PASSWORD_SET;
        }
        String user = argCount == 2 ? Session.DEFAULT_USER : command.argText(1);
        return users.accept(user, command.arg(argCount - 1))
                ? new Plan.Become(session.withUser(user), RespValue.OK)
                : WRONG_PASSWORD;
    }

    /** Everything as on a new connection, but for the client library, which is still the same one. */
    Plan reset(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Session fresh = Session.initial(session.clientId(), users.isOpen())
                .withLibrary(session.libName(), session.libVersion());
        return new Plan.Become(fresh, RESET);
    }
}
