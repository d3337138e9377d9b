// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Plans ACL: what can be asked about the users of the configuration, each of whom may do everything. Immutable. */
final class AclPlanners {
    private static final int ARGUMENT = 2;
    /** In the order in which Redis tells them. */
    private static final List<String> CATEGORIES = List.of(
            "keyspace",
            "read",
            "write",
            "set",
            "sortedset",
            "list",
            "hash",
            "string",
            "bitmap",
            "hyperloglog",
            "geo",
            "stream",
            "pubsub",
            "admin",
            "fast",
            "slow",
            "blocking",
            "dangerous",
            "connection",
            "transaction",
            "scripting");

    private static final int PASSWORD_BITS = 256;
    private static final int MAX_PASSWORD_BITS = 4096;
    private static final Plan BITS_OUT_OF_RANGE =
            Plan.Answer.error("ERR ACL GENPASS argument must be the number of bits"
                    + " for the output password, a positive number up to " + MAX_PASSWORD_BITS);
    private static final Plan NO_ENTRIES = new Plan.Answer(RespValue.array());

    private final UserDescription users;
    private final CommandTable table;
    private final OfferedCommands offered;
    private final RandomGenerator secrets;

    private AclPlanners(Users users, CommandTable table, LearnedCommands learned, RandomGenerator secrets) {
        this.users = new UserDescription(users);
        this.table = table;
        this.offered = new OfferedCommands(table, learned);
        this.secrets = secrets;
    }

    /**
     * The planner of all subcommands.
     *
     * @param secrets safe for use by any thread
     */
    static Planner acl(Users users, CommandTable table, LearnedCommands learned, RandomGenerator secrets) {
        AclPlanners planners = new AclPlanners(users, table, learned, secrets);
        return new Subcommands(
                "acl",
                Map.of(
                        "whoami", AclPlanners::whoAmI,
                        "cat", planners::categories,
                        "genpass", planners::password,
                        "users", planners::users,
                        "list", planners::list,
                        "getuser", planners::user,
                        "dryrun", planners::dryRun,
                        "log", AclPlanners::log));
    }

    private static Plan whoAmI(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return new Plan.Answer(RespValue.bulk(session.user()));
    }

    private Plan categories(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() == ARGUMENT) {
            return bulks(CATEGORIES);
        }
        if (command.argCount() > ARGUMENT + 1) {
            return wrongArguments(command);
        }
        String category = command.argText(ARGUMENT).toLowerCase(Locale.ROOT);
        if (!CATEGORIES.contains(category)) {
            return Plan.Answer.error("ERR Unknown category '" + Texts.shown(command, ARGUMENT) + "'");
        }
        return bulks(offered.all().stream()
                .filter(row -> row.aclCategories().contains("@" + category))
                .map(CommandSpec::name)
                .toList());
    }

    private Plan password(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() > ARGUMENT + 1) {
            return wrongArguments(command);
        }
        OptionalLong bits =
                command.argCount() == ARGUMENT ? OptionalLong.of(PASSWORD_BITS) : StrictNumber.parse(command, ARGUMENT);
        if (bits.isEmpty()) {
            return Texts.NOT_A_NUMBER;
        }
        if (bits.getAsLong() <= 0 || bits.getAsLong() > MAX_PASSWORD_BITS) {
            return BITS_OUT_OF_RANGE;
        }
        int digits = (int) (bits.getAsLong() + 3) / 4;
        return new Plan.Ask(proxy -> RespValue.bulk(
                secrets.ints(digits, 0, 16).mapToObj(Integer::toHexString).reduce("", String::concat)));
    }

    private Plan users(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return bulks(users.names());
    }

    private Plan list(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return bulks(users.names().stream().map(users::line).toList());
    }

    private Plan user(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        String name = command.argText(ARGUMENT);
        return new Plan.Answer(users.names().contains(name) ? users.fields(name) : RespValue.NULL);
    }

    private Plan dryRun(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (!users.names().contains(command.argText(ARGUMENT))) {
            return Plan.Answer.error("ERR User '" + Texts.shown(command, ARGUMENT) + "' not found");
        }
        byte[][] tried = new byte[command.argCount() - ARGUMENT - 1][];
        for (int i = 0; i < tried.length; i++) {
            tried[i] = command.arg(ARGUMENT + 1 + i);
        }
        CommandSpec row = table.find(CommandFrame.of(tried));
        if (row == null || (table.isContainer(row) && tried.length > 1)) {
            return Plan.Answer.error("ERR Command '" + Texts.shown(command, ARGUMENT + 1) + "' not found");
        }
        return row.acceptsArgCount(tried.length) ? Texts.OK : Texts.wrongArgumentCount(row.name());
    }

    /** Nobody is ever denied anything but to authenticate, which the server's log is not told. */
    private static Plan log(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (command.argCount() > ARGUMENT + 1) {
            return wrongArguments(command);
        }
        if (command.argCount() == ARGUMENT) {
            return NO_ENTRIES;
        }
        if (command.argIs(ARGUMENT, "RESET")) {
            return Texts.OK;
        }
        return StrictNumber.parse(command, ARGUMENT).isEmpty() ? Texts.NOT_A_NUMBER : NO_ENTRIES;
    }

    private static Plan wrongArguments(CommandFrame command) {
        return Plan.Answer.error("ERR unknown subcommand or wrong number of arguments for '" + Texts.shown(command, 1)
                + "'. Try ACL HELP.");
    }

    private static Plan bulks(List<String> texts) {
        return new Plan.Answer(
                new RespValue.Array(texts.stream().map(RespValue::bulk).toList()));
    }
}
