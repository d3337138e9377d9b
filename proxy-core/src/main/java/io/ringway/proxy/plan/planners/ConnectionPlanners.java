// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.OptionalLong;

/** Plans for the small commands about a client's own connection: PING, ECHO, QUIT, SELECT. Stateless. */
final class ConnectionPlanners {
    private static final Plan PONG = new Plan.Answer(new RespValue.SimpleString("PONG"));
    private static final Plan QUIT = new Plan.Close(RespValue.OK);
    private static final Plan NOT_AN_INT = Plan.Answer.error(
            "ERR value is out of range, value must between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE);
    private static final Plan NO_SUCH_DATABASE = Plan.Answer.error("ERR DB index is out of range");

    private ConnectionPlanners() {}

    static Plan ping(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (session.onlySubscribes() && command.argCount() <= 2) {
            // In the shape of a message, as that is what such a client expects.
            byte[] text = command.argCount() == 2 ? command.arg(1) : new byte[0];
            return new Plan.Answer(RespValue.array(RespValue.bulk("pong"), new RespValue.Bulk(text)));
        }
        return switch (command.argCount()) {
            case 1 -> PONG;
            case 2 -> new Plan.Answer(new RespValue.Bulk(command.arg(1)));
            default -> Texts.wrongArgumentCount("ping");
        };
    }

    static Plan echo(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return new Plan.Answer(new RespValue.Bulk(command.arg(1)));
    }

    static Plan quit(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return QUIT;
    }

    static Plan select(CommandFrame command, Session session, int databases) {
        OptionalLong number = StrictNumber.parse(command, 1);
        if (number.isEmpty()) {
            return Texts.NOT_A_NUMBER;
        }
        long database = number.getAsLong();
        if (database != (int) database) {
            return NOT_AN_INT;
        }
        if (database < 0 || database >= databases) {
            return NO_SUCH_DATABASE;
        }
        return new Plan.Become(session.withDatabase((int) database), RespValue.OK);
    }
}
