// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import io.ringway.sharding.Placement;
import io.ringway.sharding.PlacementSpec;
import io.ringway.sharding.WeightedShard;
import java.time.Duration;
import java.util.List;

/**
 * A named keyspace: its shards, and how they are reached. Immutable.
 *
 * @param placement which shard a key lives on
 * @param shards at least one, in the order of the file; names are distinct
 * @param username the user to authenticate as at each shard; empty for the default user
 * @param password {@link Secret#NONE} to send no AUTH
 * @param databases how many databases clients may SELECT from
 * @param connectTimeout how long a shard may take to accept a connection
 * @param replyTimeout how long a shard may take to answer a command
 * @param reconnect pauses between attempts to reach a shard that is down
 * @param pinned connections that are lent to single clients
 */
public record StoreConfig(
        String name,
        PlacementConfig placement,
        List<ShardConfig> shards,
        String username,
        Secret password,
        int databases,
        Duration connectTimeout,
        Duration replyTimeout,
        BackoffConfig reconnect,
        PinnedConfig pinned) {

    static final int DEFAULT_DATABASES = 16;
    static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);
    static final Duration DEFAULT_REPLY_TIMEOUT = Duration.ofSeconds(5);

    public StoreConfig {
        shards = List.copyOf(shards);
    }

    /** A store of these shards with all else at its default. */
    public static StoreConfig defaults(String name, List<ShardConfig> shards) {
        return new StoreConfig(
                name,
                PlacementConfig.DEFAULT,
                shards,
                "",
                Secret.NONE,
                DEFAULT_DATABASES,
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_REPLY_TIMEOUT,
                BackoffConfig.DEFAULT,
                PinnedConfig.DEFAULT);
    }

    /** Throws as {@link #placementSpec} does where the placement or one of its rules does not fit the shards. */
    public void checkPlacement() {
        Placement ignored = placementIn(0);
    }

    /** Where the keys of a database go, by the placement's rules first. Throws as {@link #placementSpec} does. */
    public Placement placementIn(int database) {
        return placement.rules().over(placementSpec().placement(), database);
    }

    /**
     * Where keys go that no rule of the placement names. Throws {@link IllegalArgumentException} with a text for the user where rule and shards do not fit; those
     * of a file that was read without a problem do.
     */
    public PlacementSpec placementSpec() {
        List<WeightedShard> weighted = shards.stream()
                .map(shard -> new WeightedShard(shard.name(), shard.weight()))
                .toList();
        return new PlacementSpec(placement.algorithm(), placement.hash(), placement.hashTag(), weighted);
    }

    public StoreConfig withPlacement(PlacementConfig next) {
        return new StoreConfig(
                name, next, shards, username, password, databases, connectTimeout, replyTimeout, reconnect, pinned);
    }

    public StoreConfig withShards(List<ShardConfig> next) {
        return new StoreConfig(
                name, placement, next, username, password, databases, connectTimeout, replyTimeout, reconnect, pinned);
    }

    public StoreConfig withCredentials(String nextUsername, Secret nextPassword) {
        return new StoreConfig(
                name,
                placement,
                shards,
                nextUsername,
                nextPassword,
                databases,
                connectTimeout,
                replyTimeout,
                reconnect,
                pinned);
    }

    public StoreConfig withTimeouts(Duration connect, Duration reply) {
        return new StoreConfig(
                name, placement, shards, username, password, databases, connect, reply, reconnect, pinned);
    }

    public StoreConfig withReconnect(BackoffConfig next) {
        return new StoreConfig(
                name, placement, shards, username, password, databases, connectTimeout, replyTimeout, next, pinned);
    }

    public StoreConfig withPinned(PinnedConfig next) {
        return new StoreConfig(
                name, placement, shards, username, password, databases, connectTimeout, replyTimeout, reconnect, next);
    }
}
