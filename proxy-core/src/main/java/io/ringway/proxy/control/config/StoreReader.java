// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import io.ringway.proxy.plan.ShardMap;
import io.ringway.sharding.Algorithm;
import io.ringway.sharding.TwemproxyServer;
import io.ringway.sharding.WeightedShard;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One of {@code stores}. Stateless. */
final class StoreReader {
    /** Redis' limit is higher, but nobody has as many. */
    static final int MOST_DATABASES = 10_000;

    private static final Pattern WORD = Pattern.compile("[^\\s\\p{Cntrl}]{1,128}");

    private static final Setting<String> USERNAME = Setting.of(
            "username", ValueType.text("a word", WORD), "", "none", "The user to authenticate as at every shard.");

    private static final Setting<Integer> DATABASES = Setting.of(
            "databases",
            ValueType.wholeNumber(1, MOST_DATABASES),
            StoreConfig.DEFAULT_DATABASES,
            "16",
            "How many databases clients may SELECT from; every shard must have as many.");

    static final Setting<String> NAME = Setting.of(
            "name",
            ValueType.text("a word of at most 128 characters", WORD),
            "",
            "the address",
            "Decides which keys the shard gets. Give one, and the address can change without moving keys.");

    private static final Setting<Endpoint> ADDRESS =
            Setting.required("address", ValueType.endpoint(1), new Endpoint("", 0), "Where the shard is served.");

    private static final Setting<Integer> WEIGHT = Setting.of(
            "weight",
            ValueType.wholeNumber(1, WeightedShard.MAX_WEIGHT),
            1,
            "1",
            "Its share of the keys: a shard of weight 2 gets twice as many as one of weight 1.");

    private static final Setting<Duration> CONNECT = timeout(
            "connect", StoreConfig.DEFAULT_CONNECT_TIMEOUT, "1s", "How long a shard may take to accept a connection.");

    private static final Setting<Duration> REPLY =
            timeout("reply", StoreConfig.DEFAULT_REPLY_TIMEOUT, "5s", "How long a shard may take to answer a command.");

    private static final Setting<Duration> BACKOFF_MIN = timeout(
            "min", BackoffConfig.DEFAULT.min(), "50ms", "The first pause before a shard that is down is tried again.");

    private static final Setting<Duration> BACKOFF_MAX =
            timeout("max", BackoffConfig.DEFAULT.max(), "2s", "The longest such pause; each is twice the one before.");

    private static final Setting<Integer> PINNED_MAX = Setting.of(
            "max",
            ValueType.wholeNumber(1, 1_000_000),
            PinnedConfig.DEFAULT.max(),
            Integer.toString(PinnedConfig.DEFAULT.max()),
            "Connections to one shard that blocking commands and transactions with WATCH may have at a time;"
                    + " further ones wait in line.");

    private static final Setting<Integer> PINNED_IDLE = Setting.of(
            "idle",
            ValueType.wholeNumber(0, 10_000),
            PinnedConfig.DEFAULT.idle(),
            Integer.toString(PinnedConfig.DEFAULT.idle()),
            "How many of them each event loop keeps open to a shard when they are not in use.");

    private static final Setting<Duration> PINNED_WAIT = timeout(
            "wait", PinnedConfig.DEFAULT.maxWait(), "5s", "How long a command waits in that line before it fails.");

    private StoreReader() {}

    static StoreConfig read(String name, Section store) {
        String username = store.get(USERNAME);
        Secret password = SecretReader.read(store);
        int databases = store.get(DATABASES);
        RulesReader rules = new RulesReader();
        PlacementConfig placement = store.section("placement", section -> PlacementReader.read(section, rules));
        Map<String, Integer> linesByName = new HashMap<>();
        List<ShardConfig> shards = store.list("shards", shard -> shard(shard, placement.algorithm(), linesByName));
        rules.check(shards.stream().map(ShardConfig::name).toList(), databases);
        BackoffConfig reconnect = store.section("reconnect", StoreReader::backoff);
        PinnedConfig pinned = store.section("pinned", StoreReader::pinned);
        StoreConfig config = store.section(
                "timeouts",
                timeouts -> new StoreConfig(
                        name,
                        placement,
                        shards,
                        username,
                        password,
                        databases,
                        timeouts.get(CONNECT),
                        timeouts.get(REPLY),
                        reconnect,
                        pinned));
        if (shards.size() > ShardMap.MAX_SHARDS) {
            store.problem("shards", "at most " + ShardMap.MAX_SHARDS + " shards, not " + shards.size());
        } else if (store.isSoundSoFar()) {
            checkPlacement(config, store);
        }
        return config;
    }

    private static void checkPlacement(StoreConfig config, Section store) {
        try {
            config.checkPlacement();
        } catch (IllegalArgumentException e) {
            store.problem("placement", String.valueOf(e.getMessage()));
        }
    }

    private static ShardConfig shard(Section shard, Algorithm algorithm, Map<String, Integer> linesByName) {
        String given = shard.get(NAME);
        Endpoint address = shard.get(ADDRESS);
        int weight = shard.get(WEIGHT);
        String name = given.isEmpty() ? nameByAddress(address, algorithm) : given;
        String key = shard.has(NAME.key()) ? NAME.key() : ADDRESS.key();
        Integer firstLine = shard.has(key) ? linesByName.putIfAbsent(name, shard.lineOf(key)) : null;
        if (firstLine != null) {
            shard.problem(key, "duplicate shard name '" + name + "', first given in line " + firstLine);
        }
        return new ShardConfig(name, address.host(), address.port(), weight);
    }

    /** On a ketama ring a server without a name is called as twemproxy calls it, so that its keys stay. */
    private static String nameByAddress(Endpoint address, Algorithm algorithm) {
        return algorithm == Algorithm.KETAMA && address.port() > 0
                ? TwemproxyServer.parse(address + ":1").ringName()
                : address.toString();
    }

    private static BackoffConfig backoff(Section section) {
        BackoffConfig backoff = new BackoffConfig(section.get(BACKOFF_MIN), section.get(BACKOFF_MAX));
        if (backoff.min().compareTo(backoff.max()) > 0) {
            section.problem(BACKOFF_MIN.key(), "'min' must not be longer than 'max'");
        }
        return backoff;
    }

    private static PinnedConfig pinned(Section section) {
        return new PinnedConfig(section.get(PINNED_MAX), section.get(PINNED_IDLE), section.get(PINNED_WAIT));
    }

    private static Setting<Duration> timeout(String key, Duration absent, String shown, String meaning) {
        return Setting.of(key, ValueType.duration(Duration.ofMillis(1), Duration.ofHours(1)), absent, shown, meaning);
    }
}
