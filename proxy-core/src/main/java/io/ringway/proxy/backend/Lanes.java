// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.proxy.transport.Loop;
import io.ringway.resp.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The lanes of one event loop: one for each shard in each protocol version and database in use. Confined to the event loop. */
public final class Lanes {
    /** How often deadlines are looked at: a timeout is late by this much at most. */
    private static final long CHECK_MILLIS = 20;

    private final Loop loop;
    private final List<Shard> shards;
    private final LaneSettings settings;
    private final ShardConnector connector;
    private final LaneTimings timings;
    private final ShardStates states;
    private final int databases;
    private final @Nullable CacheLink cache;
    /** By protocol and database; rows are made when first used, and stay. */
    private final Map<Integer, Lane[]> rows = new HashMap<>();

    private final List<Lane> all = new ArrayList<>();
    /** By shard, where news of changed keys comes in; empty where nothing is cached. No client's command is sent there. */
    private final List<Lane> messengers = new ArrayList<>();

    public Lanes(
            Loop loop,
            List<Shard> shards,
            int databases,
            LaneSettings settings,
            ShardConnector connector,
            LaneTimings timings,
            ShardStates states,
            @Nullable CacheLink cache) {
        this.loop = loop;
        this.shards = List.copyOf(shards);
        this.databases = databases;
        this.settings = settings;
        this.connector = connector;
        this.timings = timings;
        this.states = states;
        this.cache = cache;
        if (cache != null) {
            for (Shard shard : shards) {
                messengers.add(lane(shard, Protocol.RESP3, 0, null));
            }
            all.addAll(messengers);
        }
        loop.eventLoop().scheduleAtFixedRate(this::checkDeadlines, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The lanes to all shards, by shard number. */
    @SuppressWarnings("EnumOrdinal") // an index that lives as long as the enum
    public Lane[] row(Protocol protocol, int database) {
        int index = protocol.ordinal() * databases + database;
        Lane[] row = rows.get(index);
        if (row == null) {
            row = new Lane[shards.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = lane(shards.get(i), protocol, database, messengers.isEmpty() ? null : messengers.get(i));
                all.add(row[i]);
            }
            rows.put(index, row);
        }
        return row;
    }

    /** Connects the lanes that most clients start with, before the first of them comes. */
    public void prepare() {
        for (Lane lane : row(Protocol.RESP2, 0)) {
            lane.prepare();
        }
        if (cache != null) {
            messengers.forEach(Lane::prepare);
        }
    }

    /** Closes all connections; commands that wait are failed. */
    public void close(String reason) {
        all.forEach(lane -> lane.close(reason));
    }

    private Lane lane(Shard shard, Protocol protocol, int database, @Nullable Lane messenger) {
        return new Lane(loop, shard, protocol, database, settings, connector, timings, states, cache, messenger);
    }

    private void checkDeadlines() {
        long now = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).checkDeadlines(now);
        }
    }
}
