// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.Protocol;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Plans HELLO. As in Redis 7.0, options take effect one after the other: {@code HELLO 3 SETNAME a nonsense} fails and yet the
 * name is set. Immutable.
 *
 * @param serverVersion the version to claim: the shards'
 */
record HelloPlanner(Users users, Supplier<String> serverVersion) implements Planner {
    private static final String NOT_AUTHENTICATED =
            "NOAUTH HELLO must be called with the client already authenticated, "
                    + "otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP "
                    + "protocol version at the same time";
    private static final Plan NOT_A_VERSION =
            Plan.Answer.error("ERR Protocol version is not an integer or out of range");
    private static final Plan UNKNOWN_VERSION = Plan.Answer.error("NOPROTO unsupported protocol version");

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        Protocol protocol = session.protocol();
        if (command.argCount() >= 2) {
            OptionalLong version = StrictNumber.parse(command, 1);
            if (version.isEmpty()) {
                return NOT_A_VERSION;
            }
            if (version.getAsLong() == Protocol.RESP2.version()) {
                protocol = Protocol.RESP2;
            } else if (version.getAsLong() == Protocol.RESP3.version()) {
                protocol = Protocol.RESP3;
            } else {
                return UNKNOWN_VERSION;
            }
        }
        return options(command, session, protocol);
    }

    private Plan options(CommandFrame command, Session session, Protocol protocol) {
        Session next = session;
        for (int option = 2; option < command.argCount(); option++) {
            int values = command.argCount() - 1 - option;
            if (command.argIs(option, "AUTH") && values >= 2) {
                String user = command.argText(option + 1);
                if (!users.accept(user, command.arg(option + 2))) {
                    return refuse(session, next, Texts.WRONG_PASSWORD);
                }
                next = next.withUser(user);
                option += 2;
            } else if (command.argIs(option, "SETNAME") && values >= 1) {
                String name = command.argText(option + 1);
                if (!ClientPlanners.isAttribute(name)) {
                    return refuse(session, next, Texts.INVALID_CLIENT_NAME);
                }
                next = next.withName(name);
                option++;
            } else {
                return refuse(session, next, "ERR Syntax error in HELLO option '" + Texts.shown(command, option) + "'");
            }
        }
        if (!next.authenticated()) {
            return refuse(session, next, NOT_AUTHENTICATED);
        }
        next = next.withProtocol(protocol);
        return new Plan.Become(next, greeting(next));
    }

    private static Plan refuse(Session before, Session after, String text) {
        return after.equals(before) ? Plan.Answer.error(text) : new Plan.Become(after, RespValue.error(text));
    }

    private RespValue greeting(Session session) {
        return new RespValue.MapOf(List.of(
                RespValue.bulk("server"),
                RespValue.bulk("redis"),
                RespValue.bulk("version"),
                RespValue.bulk(serverVersion.get()),
                RespValue.bulk("proto"),
                RespValue.integer(session.protocol().version()),
                RespValue.bulk("id"),
                RespValue.integer(session.clientId()),
                RespValue.bulk("mode"),
                RespValue.bulk("standalone"),
                RespValue.bulk("role"),
                RespValue.bulk("master"),
                RespValue.bulk("modules"),
                RespValue.array()));
    }
}
