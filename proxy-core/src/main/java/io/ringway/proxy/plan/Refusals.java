// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.resp.RespValue;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every text with which planning refuses a command, apart from those for commands that nobody knows. What the table's planner
 * column calls {@code refuse:reason} is explained here. Stateless.
 */
public final class Refusals {
    /** What begins the planner column of a row whose command is refused. */
    public static final String PREFIX = "refuse:";

    /** The reason for rows whose planner column is empty. */
    public static final String UNDECIDED = "undecided";

    public static final Plan NOT_AUTHENTICATED = Plan.Answer.error("NOAUTH Authentication required.");

    /** For keys on several shards where they must be on one. */
    public static final RespValue CROSS_SLOT_ERROR = RespValue.error(
            "CROSSSLOT Keys in request don't hash to the same"
                    + " slot: they are on different shards; keys with the same {hash tag} in their names are always on the same one");

    public static final Plan CROSS_SLOT = new Plan.Answer(CROSS_SLOT_ERROR);

    /** Whoever monitors is a replica to servers, as far as this goes. */
    static final Plan MONITORING = Plan.Answer.error("ERR Replica can't interact with the keyspace");

    static final RespValue NOT_IN_MULTI = RespValue.error("ERR Command not allowed inside a transaction");

    public static final Plan INVALID_CURSOR = Plan.Answer.error("ERR invalid cursor");

    private static final String SHARED = ", and connections to shards are shared";
    private static final String ONE_SERVER = "ERR %s concerns one server: send it to the shard itself";
    private static final String NOT_YET = "ERR %s is not supported by Ringway yet: ";

    /** By reason; {@code %s} stands for the command. */
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry(UNDECIDED, NOT_YET + "how it behaves over several shards is undecided"),
            Map.entry("acl", "ERR %s is not supported: Ringway's users come from its configuration"),
            Map.entry("cluster", "ERR This instance has cluster support disabled"),
            Map.entry("modules", NOT_YET + "load modules into each shard itself"),
            Map.entry("replication", ONE_SERVER),
            Map.entry(
                    "script-debug",
                    "ERR %s is not supported: it takes over its connection" + SHARED
                            + "; debug scripts at a shard itself"),
            Map.entry("server", ONE_SERVER));

    private Refusals() {}

    /** What to do where a command was refused with this text; empty where the text says so itself. */
    static String advice(String text) {
        if (text.equals(((RespValue.Err) CROSS_SLOT_ERROR).text())) {
            return "give the keys one {hash tag}, or pin their prefix or database to one shard by a placement rule";
        }
        return text.contains("over several shards")
                ? "pin the keys' prefix or database to one shard by a placement rule"
                : "";
    }

    /** The refusal of a command for a reason, as the table names it. */
    public static Plan refuse(CommandSpec row, String reason) {
        String text = TEXTS.get(reason);
        if (text == null) {
            throw new IllegalArgumentException("no reason to refuse " + row.name() + ": " + reason);
        }
        return Plan.Answer.error(String.format(Locale.ROOT, text, shownName(row)));
    }

    /** All reasons with their texts, {@code %s} standing for the command; ordered. */
    public static Map<String, String> texts() {
        return new TreeMap<>(TEXTS);
    }

    public static Plan wrongArgumentCount(CommandSpec row) {
        return Plan.Answer.error("ERR wrong number of arguments for '" + row.name() + "' command");
    }

    /** For a command whose keys are optional and that names none. */
    public static Plan withoutKeys(CommandSpec row) {
        return Plan.Answer.error("ERR " + shownName(row)
                + " without keys is not supported over several shards: name a key, so that Ringway can tell the shard");
    }

    /** For commands of modules that take over their connection or change it. */
    public static Plan connection(CommandSpec row) {
        return Plan.Answer.error("ERR " + shownName(row)
                + " is not supported by Ringway: it takes over or changes its connection" + SHARED);
    }

    /** For commands of servers that the table does not list and that are no business of clients. */
    public static Plan administration(CommandSpec row) {
        return Plan.Answer.error("ERR " + shownName(row)
                + " is not supported by Ringway: it administers a server, so send it to the shard itself");
    }

    /** For options that read or write keys by pattern. */
    public static Plan patternOption(CommandSpec row, String option) {
        return Plan.Answer.error("ERR " + option + " option of " + shownName(row)
                + " is not supported over several shards: the keys that its pattern names may be on any of them");
    }

    /** For a key whose place in another database is on another shard. */
    public static Plan otherDatabase(CommandSpec row) {
        return Plan.Answer.error("CROSSSLOT " + shownName(row)
                + " cannot reach the other database: the keys are on different shards; copy by DUMP and RESTORE");
    }

    /** For a command that has to happen everywhere at one moment. */
    public static Plan notAtOneMoment(CommandSpec row) {
        return Plan.Answer.error("ERR " + shownName(row)
                + " is not supported over several shards: they cannot all do it at one moment, and where one fails the others"
                + " have done it. Let clients SELECT the other database, or send it to each shard while nobody writes");
    }

    /** For a subcommand that ends a server or leaves it damaged. */
    public static Plan harmful(CommandSpec row, String subcommand) {
        return Plan.Answer.error("ERR " + shownName(row) + " " + subcommand.toUpperCase(Locale.ROOT)
                + " would harm a shard that others use: send it to the shard itself");
    }

    /** For a subcommand that makes keys on whatever server it comes to. */
    public static Plan misplacesKeys(CommandSpec row, String subcommand) {
        return Plan.Answer.error("ERR " + shownName(row) + " " + subcommand.toUpperCase(Locale.ROOT)
                + " is not supported over several shards: it makes keys on shards they do not belong to");
    }

    /** For what more than one shard has to do, which no transaction spans. */
    static RespValue notInTransaction(CommandSpec row) {
        return RespValue.error("ERR " + shownName(row)
                + " is not supported inside a transaction over several shards: send it before MULTI or after EXEC");
    }

    /** For a RESP2 client with subscriptions. */
    static Plan notWhileSubscribed(CommandSpec row) {
        return Plan.Answer.error("ERR Can't execute '" + row.name()
                + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
    }

    /** For what concerns connections of clients or the proxy as a whole, whose answer may take a while. */
    static RespValue orderInTransaction(CommandSpec row) {
        return RespValue.error(
                "ERR " + shownName(row) + " is not supported inside a transaction: send it before MULTI or after EXEC");
    }

    private static String shownName(CommandSpec row) {
        return row.name().replace('|', ' ').toUpperCase(Locale.ROOT);
    }
}
