// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What changing from one placement to another would move, measured by placing the same pseudo-random keys with both.
 * The same two placements give the same figures each time. Immutable.
 *
 * @param keys how many keys were placed
 * @param flows how many of them change shard, the largest flow first
 * @param loads how many of them each shard has, shards of the old placement first
 */
public record MovePlan(int keys, List<Flow> flows, List<Load> loads) {
    /** A million keys: the moved share is then known to about 0.1 %. */
    public static final int DEFAULT_KEYS = 1_000_000;

    public MovePlan {
        flows = List.copyOf(flows);
        loads = List.copyOf(loads);
    }

    /** Keys that leave one shard for another. */
    public record Flow(String from, String to, int keys) {}

    /** Keys that a shard has before and after. */
    public record Load(String shard, int before, int after) {}

    /** Compares two placements; shards with the same name are the same shard. */
    public static MovePlan between(Placement before, Placement after, int keys) {
        if (keys < 1) {
            throw new IllegalArgumentException("a move plan needs at least one key, not " + keys);
        }
        Map<String, Load> loads = new LinkedHashMap<>();
        before.shards().forEach(shard -> loads.put(shard.name(), new Load(shard.name(), 0, 0)));
        after.shards().forEach(shard -> loads.putIfAbsent(shard.name(), new Load(shard.name(), 0, 0)));
        Map<Route, Integer> routes = countRoutes(before, after, keys);
        List<Flow> flows = new ArrayList<>();
        routes.forEach((route, count) -> {
            String from = before.shards().get(route.from).name();
            String to = after.shards().get(route.to).name();
            loads.computeIfPresent(from, (name, load) -> new Load(name, load.before + count, load.after));
            loads.computeIfPresent(to, (name, load) -> new Load(name, load.before, load.after + count));
            if (!from.equals(to)) {
                flows.add(new Flow(from, to, count));
            }
        });
        flows.sort(Comparator.comparingInt(Flow::keys)
                .reversed()
                .thenComparing(Flow::from)
                .thenComparing(Flow::to));
        return new MovePlan(keys, flows, List.copyOf(loads.values()));
    }

    /** The share of all keys that would move, from 0 to 1. */
    public double movedShare() {
        return flows.stream().mapToLong(Flow::keys).sum() / (double) keys;
    }

    /** How far {@link #movedShare()} may be off because only a sample was placed: two standard deviations. */
    public double margin() {
        double moved = movedShare();
        return 2 * Math.sqrt(moved * (1 - moved) / keys);
    }

    /** A number of the sampled keys as a share of all keys, from 0 to 1. */
    public double share(int count) {
        return count / (double) keys;
    }

    private record Route(int from, int to) {}

    private static Map<Route, Integer> countRoutes(Placement before, Placement after, int keys) {
        Map<Route, Integer> routes = new HashMap<>();
        byte[] key = new byte[16];
        for (int i = 0; i < keys; i++) {
            sampleKey(i, key);
            routes.merge(new Route(before.shardOf(key), after.shardOf(key)), 1, Integer::sum);
        }
        return routes;
    }

    /** Sixteen hexadecimal digits, scattered over all their values; no character of a usual hash tag among them. */
    private static void sampleKey(int index, byte[] key) {
        byte[] number = Integer.toString(index).getBytes(StandardCharsets.US_ASCII);
        long scattered = KeyHash.XXH3_64.of(number, 0, number.length);
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) Character.forDigit((int) (scattered >>> (4 * i)) & 0xf, 16);
        }
    }
}
