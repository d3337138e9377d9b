// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.ClientModes;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.Map;
import java.util.function.Supplier;

/** Plans the CLIENT subcommands about the asking client itself. Stateless. */
final class ClientPlanners {
    private static final Plan HELP = Texts.help(
            "CLIENT",
            "GETNAME",
            "    Return the name of the current connection.",
            "ID",
            "    Return the ID of the current connection.",
            "INFO",
            "    Return information about the current client connection.",
            "KILL <ip:port>",
            "    Kill connection made from <ip:port>.",
            "KILL <option> <value> [<option> <value> [...]]",
            "    Kill connections. Options are:",
            "    * ADDR (<ip:port>|<unixsocket>:0)",
            "      Kill connections made from the specified address",
            "    * LADDR (<ip:port>|<unixsocket>:0)",
            "      Kill connections made to specified local address",
            "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
            "      Kill connections by type.",
            "    * USER <username>",
            "      Kill connections authenticated by <username>.",
            "    * SKIPME (YES|NO)",
            "      Skip killing current connection (default: yes).",
            "LIST [options ...]",
            "    Return information about client connections. Options:",
            "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
            "      Return clients of specified type.",
            "    * ID <client-id> [...]",
            "      Return clients with these IDs.",
            "UNPAUSE",
            "    Stop the current client pause, resuming traffic.",
            "PAUSE <timeout> [WRITE|ALL]",
            "    Suspend all, or just write, clients for <timeout> milliseconds.",
            "REPLY (ON|OFF|SKIP)",
            "    Control the replies sent to the current connection.",
            "SETINFO <option> <value>",
            "    Set client meta attr. Options are:",
            "    * LIB-NAME: the client lib name.",
            "    * LIB-VER: the client lib version.",
            "SETNAME <name>",
            "    Assign the name <name> to the current connection.",
            "UNBLOCK <clientid> [TIMEOUT|ERROR]",
            "    Unblock the specified blocked client.",
            "NO-EVICT (ON|OFF)",
            "    Protect current client connection from eviction.",
            "NO-TOUCH (ON|OFF)",
            "    Will not touch LRU/LFU stats when this mode is on.");

    private ClientPlanners() {}

    static Planner client(Users users, Supplier<String> serverVersion) {
        return new Subcommands(
                "client",
                Map.ofEntries(
                        Map.entry("caching", TrackingPlanners::caching),
                        Map.entry("capa", (spec, command, session, shards) -> Texts.OK),
                        Map.entry("getname", ClientPlanners::getName),
                        Map.entry("getredir", TrackingPlanners::getRedirect),
                        Map.entry("help", (spec, command, session, shards) -> HELP),
                        Map.entry("id", ClientPlanners::id),
                        Map.entry("info", ClientListPlanner::info),
                        Map.entry("kill", new ClientKillPlanner(users)),
                        Map.entry("list", new ClientListPlanner()),
                        Map.entry("no-evict", ClientPlanners::noEvict),
                        Map.entry("no-touch", new NoTouchPlanner(serverVersion)),
                        Map.entry("pause", ClientOrderPlanners::pause),
                        Map.entry("reply", ClientOrderPlanners::reply),
                        Map.entry("setinfo", ClientPlanners::setInfo),
                        Map.entry("setname", ClientPlanners::setName),
                        Map.entry("tracking", TrackingPlanners::tracking),
                        Map.entry("trackinginfo", TrackingPlanners::trackingInfo),
                        Map.entry("unblock", ClientOrderPlanners::unblock),
                        Map.entry("unpause", ClientOrderPlanners::unpause)));
    }

    /** Whether CLIENT LIST can show this as a name: printable ASCII without spaces. Empty is fine and means none. */
    static boolean isAttribute(String text) {
        return text.chars().allMatch(c -> c >= '!' && c <= '~');
    }

    private static Plan id(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return new Plan.Answer(RespValue.integer(session.clientId()));
    }

    private static Plan getName(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return new Plan.Answer(session.name().isEmpty() ? RespValue.NULL : RespValue.bulk(session.name()));
    }

    private static Plan setName(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        String name = command.argText(2);
        return isAttribute(name)
                ? new Plan.Become(session.withName(name), RespValue.OK)
                : Plan.Answer.error(Texts.INVALID_CLIENT_NAME);
    }

    private static Plan setInfo(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        boolean isName = command.argIs(2, "LIB-NAME");
        if (!isName && !command.argIs(2, "LIB-VER")) {
            return Plan.Answer.error("ERR Unrecognized option '" + Texts.shown(command, 2) + "'");
        }
        String value = command.argText(3);
        if (!isAttribute(value)) {
            return Plan.Answer.error(
                    "ERR " + Texts.shown(command, 2) + " cannot contain spaces, newlines or special characters.");
        }
        return new Plan.Become(
                isName
                        ? session.withLibrary(value, session.libVersion())
                        : session.withLibrary(session.libName(), value),
                RespValue.OK);
    }

    private static Plan noEvict(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        ClientModes modes = session.modes();
        return onOrOff(
                command, session.withModes(modes.withNoEvict(true)), session.withModes(modes.withNoEvict(false)));
    }

    private static Plan onOrOff(CommandFrame command, Session on, Session off) {
        if (command.argIs(2, "ON")) {
            return new Plan.Become(on, RespValue.OK);
        }
        return command.argIs(2, "OFF") ? new Plan.Become(off, RespValue.OK) : Texts.SYNTAX_ERROR;
    }
}
