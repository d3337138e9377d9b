// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Chooses what a client does next. Keys of even number are strings, the others hashes of which one field counts. Confined to one
 * thread, but for the values, of which each is handed out once.
 */
final class Actions {
    private static final String SET = "return redis.call('set', KEYS[1], ARGV[1])";
    private static final String SET_UNDECLARED = "return redis.call('set', ARGV[2], ARGV[1])";
    private static final String BECOME_LIST = "redis.call('del', KEYS[1]) return redis.call('rpush', KEYS[1], 'x')";
    private static final String HSET = "return redis.call('hset', KEYS[1], 'f', ARGV[1])";

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
        return "{" + prefix + key + "}" + (isHash(key) ? "h" : "s");
    }

    Action next() {
        // Some keys are hotter than others.
        int key = Math.min(random.nextInt(keys), random.nextInt(keys));
        if (random.nextInt(100) >= writePercent) {
            return isHash(key) ? readHash(key) : readString(key);
        }
        if (features.contains(Feature.FLUSHES) && random.nextInt(300) == 0) {
            return Action.delete(HistoryRun.ALL_KEYS, random.nextBoolean() ? "FLUSHALL" : "FLUSHDB");
        }
        return isHash(key) ? writeHash(key) : writeString(key);
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
        int choice = random.nextInt(12);
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
            return several(key, value, new String[] {"MULTI"}, new String[] {"SET", name, text}, new String[] {"EXEC"});
        }
        if (choice == 4 && features.contains(Feature.RENAMES)) {
            String mine = other(key) + client;
            return several(key, value, new String[] {"SET", mine, text}, new String[] {"RENAME", mine, name});
        }
        if (choice == 5 && features.contains(Feature.OTHER_TYPES)) {
            return Action.delete(key, "EVAL", BECOME_LIST, "1", name);
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

    private String other(int key) {
        return "{" + prefix + key + "}o";
    }

    private static Action several(int key, long value, String[]... commands) {
        return new Action(Operation.Kind.WRITE, key, value, Operation.NEVER, List.of(commands), reply -> value);
    }

    private static boolean isHash(int key) {
        return key % 2 == 1;
    }
}
