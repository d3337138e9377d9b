// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Makes up commands for rows of the table, with as many arguments as they take: most of the words mean nothing, so servers would
 * refuse many of the commands, but the keys are where they would be. Used by one test at a time.
 */
public final class RandomCommands {
    /** Words that decide where keys are, among words that do not. */
    private static final List<String> WORDS = List.of(
            "0",
            "1",
            "2",
            "3",
            "4",
            "-1",
            "9",
            "x",
            "ASC",
            "COUNT",
            "STORE",
            "STOREDIST",
            "BY",
            "GET",
            "LIMIT",
            "NX",
            "#");

    private final RandomGenerator random;
    private final int keyCount;
    private final Map<String, Function<RandomCommands, List<String>>> grammars = Map.of(
            "xread", RandomCommands::xread,
            "xreadgroup", RandomCommands::xreadgroup,
            "sort", RandomCommands::sort,
            "georadius", commands -> commands.geoRadius(2),
            "georadiusbymember", commands -> commands.geoRadius(1),
            "migrate", RandomCommands::migrate,
            "copy", RandomCommands::copy);

    /**
     * Makes up commands.
     *
     * @param keyCount how many different keys there are; the fewer, the likelier are commands whose keys are on one shard
     */
    public RandomCommands(RandomGenerator random, int keyCount) {
        this.random = random;
        this.keyCount = keyCount;
    }

    /** A command of that row. */
    public String[] next(CommandSpec row) {
        List<String> command = new ArrayList<>(List.of(row.name().split("\\|", -1)));
        Function<RandomCommands, List<String>> grammar = grammars.get(row.name());
        if (grammar != null) {
            command.addAll(grammar.apply(this));
        } else {
            int argCount = row.arity() >= 0 ? row.arity() : -row.arity() + random.nextInt(8);
            while (command.size() < argCount) {
                command.add(random.nextInt(3) == 0 ? pick(WORDS) : key());
            }
        }
        return command.toArray(String[]::new);
    }

    /** A key, with a hash tag now and then. */
    public String key() {
        String name = "key" + random.nextInt(keyCount);
        return random.nextInt(4) == 0 ? "{tag" + random.nextInt(4) + "}" + name : name;
    }

    private List<String> xread() {
        List<String> arguments = new ArrayList<>();
        maybe(arguments, "COUNT", "3");
        maybe(arguments, "BLOCK", "0");
        return streams(arguments);
    }

    private List<String> xreadgroup() {
        List<String> arguments = new ArrayList<>(List.of("GROUP", "group", "consumer"));
        maybe(arguments, "COUNT", "3");
        maybe(arguments, "BLOCK", "0");
        maybe(arguments, "NOACK");
        return streams(arguments);
    }

    private List<String> streams(List<String> arguments) {
        arguments.add(random.nextBoolean() ? "STREAMS" : "streams");
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            arguments.add(key());
        }
        for (int i = 0; i < count; i++) {
            arguments.add("0-0");
        }
        return arguments;
    }

    private List<String> sort() {
        List<String> arguments = new ArrayList<>(List.of(key()));
        maybe(arguments, "BY", random.nextBoolean() ? "nosort" : "weight_*");
        maybe(arguments, "LIMIT", "0", "STORE".substring(0, 1 + random.nextInt(5)));
        maybe(arguments, "GET", random.nextBoolean() ? "#" : "value_*");
        maybe(arguments, "ALPHA");
        maybe(arguments, "STORE", key());
        maybe(arguments, "DESC");
        return arguments;
    }

    private List<String> geoRadius(int coordinates) {
        List<String> arguments = new ArrayList<>(List.of(key()));
        for (int i = 0; i < coordinates; i++) {
            arguments.add("1" + i);
        }
        arguments.addAll(List.of("100", "km"));
        maybe(arguments, "WITHDIST");
        maybe(arguments, "COUNT", "5");
        maybe(arguments, random.nextBoolean() ? "STORE" : "storedist", key());
        maybe(arguments, "DESC");
        return arguments;
    }

    private List<String> migrate() {
        boolean many = random.nextBoolean();
        List<String> arguments = new ArrayList<>(List.of("127.0.0.1", "6379", many ? "" : key(), "0", "1000"));
        maybe(arguments, "COPY");
        maybe(arguments, "AUTH", "keys");
        maybe(arguments, "REPLACE");
        if (many) {
            arguments.add("KEYS");
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                arguments.add(key());
            }
        }
        return arguments;
    }

    private List<String> copy() {
        List<String> arguments = new ArrayList<>(List.of(key(), key()));
        maybe(arguments, "DB", "1");
        maybe(arguments, "REPLACE");
        return arguments;
    }

    private void maybe(List<String> arguments, String... words) {
        if (random.nextInt(3) == 0) {
            arguments.addAll(List.of(words));
        }
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
