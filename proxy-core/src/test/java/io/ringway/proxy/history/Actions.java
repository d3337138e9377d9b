// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Chooses what a client does next. Of three keys, one is a string, one a hash
 * of which one field counts, and one a list of which the head counts. Confined to one
 * thread, but for the values, of which each is handed out once.
 */
final class Actions {
    private static final String SET = "return redis.call('set', KEYS[1], ARGV[1])";
    private static final String SET_UNDECLARED = "return redis.call('set', ARGV[2], ARGV[1])";
    private static final String BECOME_LIST = "redis.call('del', KEYS[1]) return redis.call('rpush', KEYS[1], 'x')";
    private static final String SET_DIGEST = sha1(SET);
    private static final String LIBRARY = "#!lua name=history\n"
            + "redis.register_function('write', function(keys, args) return redis.call('set', keys[1], args[1]) end)";
    /** Where one client puts aside what it swaps; others have their own ones below. */
    private static final int ASIDE = 15;

    private static final String HSET = "return redis.call('hset', KEYS[1], 'f', ARGV[1])";

    private static final int HASH = 1;
    private static final int LIST = 2;

    private final String prefix;
    private final int keys;
    private final Set<Feature> features;
    private final AtomicLong values;
    private final int client;
    private final Random random;
    private final int writePercent;

    Actions(
            String prefix,
            int keys,
            Set<Feature> features,
            AtomicLong values,
            int client,
            Random random,
            int writePercent) {
        this.prefix = prefix;
        this.keys = keys;
        this.features = features;
        this.values = values;
        this.client = client;
        this.random = random;
        this.writePercent = writePercent;
    }

    static String name(String prefix, int key) {
        return "{" + prefix + key + "}" + key % 3;
    }

    Action next() {
        // Some keys are hotter than others.
        int key = Math.min(random.nextInt(keys), random.nextInt(keys));
        if (random.nextInt(100) >= writePercent) {
            return switch (key % 3) {
                case HASH -> readHash(key);
                case LIST -> readList(key);
                default -> readString(key);
            };
        }
        if (features.contains(Feature.FLUSHES) && random.nextInt(300) == 0) {
            return Action.delete(HistoryRun.ALL_KEYS, random.nextBoolean() ? "FLUSHALL" : "FLUSHDB");
        }
        // Where two did so, one would bring back what the other put aside.
        if (features.contains(Feature.SWAPS) && client == 0 && random.nextInt(50) == 0) {
            return Action.deleteInSteps(
                    HistoryRun.ALL_KEYS, 3, select(ASIDE), of("FLUSHDB"), select(0), of("SWAPDB", "0", "" + ASIDE));
        }
        return switch (key % 3) {
            case HASH -> writeHash(key);
            case LIST -> writeList(key);
            default -> writeString(key);
        };
    }

    private Action readString(int key) {
        String name = name(prefix, key);
        return switch (random.nextInt(8)) {
            case 0 -> Action.read(key, Action::value, "GETRANGE", name, "0", "-1");
            case 1 -> Action.read(key, reply -> Action.element(reply, 0), "MGET", name, other(key));
            case 2 -> Action.read(key, reply -> Action.element(reply, 1), "MGET", other(key), name);
            default -> Action.read(key, Action::value, "GET", name);
        };
    }

    private Action readHash(int key) {
        String name = name(prefix, key);
        return switch (random.nextInt(5)) {
            case 0 -> Action.read(key, reply -> Action.element(reply, 0), "HMGET", name, "f", "none");
            case 1 -> Action.read(key, reply -> Action.element(reply, 1), "HGETALL", name);
            case 2 -> Action.read(key, reply -> Action.element(reply, 0), "HVALS", name);
            default -> Action.read(key, Action::value, "HGET", name, "f");
        };
    }

    private Action writeString(int key) {
        String name = name(prefix, key);
        long value = values.incrementAndGet();
        String text = Long.toString(value);
        int choice = random.nextInt(22);
        if (choice == 0 && features.contains(Feature.EXPIRY)) {
            int millis = 1 + random.nextInt(20);
            return Action.write(key, value, "SET", name, text, "PX", Integer.toString(millis))
                    .living(TimeUnit.MILLISECONDS.toNanos(millis));
        }
        if (choice == 1 && features.contains(Feature.SCRIPTS)) {
            return Action.write(key, value, "EVAL", SET, "1", name, text);
        }
        if (choice == 2 && features.contains(Feature.UNDECLARED_KEYS)) {
            return Action.write(key, value, "EVAL", SET_UNDECLARED, "1", other(key), text, name);
        }
        if (choice == 3 && features.contains(Feature.TRANSACTIONS)) {
            return Action.writeInSteps(key, value, 2, of("MULTI"), of("SET", name, text), of("EXEC"));
        }
        if (choice == 4 && features.contains(Feature.RENAMES)) {
            String mine = other(key) + client;
            return Action.writeInSteps(key, value, 1, of("SET", mine, text), of("RENAME", mine, name));
        }
        if (choice == 5 && features.contains(Feature.OTHER_TYPES)) {
            return Action.delete(key, "EVAL", BECOME_LIST, "1", name);
        }
        if (choice == 12 && features.contains(Feature.DIGESTS)) {
            return Action.writeInSteps(
                    key, value, 1, of("SCRIPT", "LOAD", SET), of("EVALSHA", SET_DIGEST, "1", name, text));
        }
        if (choice == 13 && features.contains(Feature.DIGESTS)) {
            return Action.writeInSteps(
                    key, value, 1, of("FUNCTION", "LOAD", "REPLACE", LIBRARY), of("FCALL", "write", "1", name, text));
        }
        if (choice == 14 && features.contains(Feature.DIGESTS)) {
            return Action.writeInSteps(
                    key,
                    value,
                    3,
                    of("SCRIPT", "LOAD", SET),
                    of("MULTI"),
                    of("EVALSHA", SET_DIGEST, "1", name, text),
                    of("EXEC"));
        }
        if (choice == 15 && features.contains(Feature.WATCHES)) {
            return Action.writeInSteps(key, value, 1, of("WATCH", name), of("SET", name, text), of("UNWATCH"));
        }
        if (choice == 16 && features.contains(Feature.WATCHES)) {
            return Action.writeInSteps(
                    key, value, 3, of("WATCH", name), of("MULTI"), of("SET", name, text), of("EXEC"));
        }
        if (choice == 17 && features.contains(Feature.DATABASES)) {
            return Action.writeInSteps(
                    key, value, 2, select(database()), of("SET", name, text), of("MOVE", name, "0"), select(0));
        }
        if (choice == 18 && features.contains(Feature.DATABASES)) {
            return Action.writeInSteps(
                    key,
                    value,
                    2,
                    select(database()),
                    of("SET", name, text),
                    of("COPY", name, name, "DB", "0", "REPLACE"),
                    select(0));
        }
        return switch (choice) {
            case 6 -> Action.write(key, value, "MSET", name, text, other(key), "1");
            case 7 -> Action.delete(key, "DEL", name, other(key));
            case 8 -> Action.delete(key, "UNLINK", name);
            default -> Action.write(key, value, "SET", name, text);
        };
    }

    private Action writeHash(int key) {
        String name = name(prefix, key);
        long value = values.incrementAndGet();
        String text = Long.toString(value);
        int choice = random.nextInt(8);
        if (choice == 0 && features.contains(Feature.SCRIPTS)) {
            return Action.write(key, value, "EVAL", HSET, "1", name, text);
        }
        return switch (choice) {
            case 1 -> Action.delete(key, "HDEL", name, "f");
            case 2 -> Action.delete(key, "DEL", name);
            default -> Action.write(key, value, "HSET", name, "f", text);
        };
    }

    private Action readList(int key) {
        String name = name(prefix, key);
        return switch (random.nextInt(3)) {
            case 0 -> Action.read(key, reply -> Action.element(reply, 0), "LRANGE", name, "0", "0");
            case 1 -> Action.read(key, reply -> Action.element(reply, 0), "LRANGE", name, "0", "-1");
            default -> Action.read(key, Action::value, "LINDEX", name, "0");
        };
    }

    private Action writeList(int key) {
        String name = name(prefix, key);
        long value = values.incrementAndGet();
        String text = Long.toString(value);
        int choice = random.nextInt(8);
        boolean blocks = features.contains(Feature.BLOCKING);
        if (choice <= 1 && blocks) {
            String mine = other(key) + client;
            return Action.writeInSteps(
                    key,
                    value,
                    2,
                    of("DEL", mine),
                    of("LPUSH", mine, text),
                    of("BLMOVE", mine, name, "LEFT", "LEFT", "0.01"));
        }
        if (choice == 2 && blocks) {
            // All of it: else the head would be a value of before.
            return Action.delete(key, "BLMPOP", "0.01", "1", name, "LEFT", "COUNT", "1000000");
        }
        if (choice == 3 && features.contains(Feature.TRANSACTIONS)) {
            return Action.writeInSteps(
                    key, value, 3, of("MULTI"), of("DEL", name), of("RPUSH", name, text), of("EXEC"));
        }
        return choice == 4 ? Action.delete(key, "DEL", name) : Action.write(key, value, "LPUSH", name, text);
    }

    /** A database that no other client uses. */
    private int database() {
        return 1 + client % (ASIDE - 1);
    }

    private static String[] select(int database) {
        return of("SELECT", Integer.toString(database));
    }

    private static String sha1(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(script.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String[] of(String... command) {
        return command;
    }

    private String other(int key) {
        return "{" + prefix + key + "}o";
    }
}
