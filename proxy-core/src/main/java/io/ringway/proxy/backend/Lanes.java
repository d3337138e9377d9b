// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.resp.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The lanes of one event loop: one for each shard in each protocol version and database in use. Confined to the event loop. */
public final class Lanes {
    /** How often deadlines are looked at: a timeout is late by this much at most. */
    private static final long CHECK_MILLIS = 20;

    private final Backend backend;
    private final int databases;
    /** By protocol and database; rows are made when first used, and stay. */
    private final Map<Integer, Lane[]> rows = new HashMap<>();

    private final List<Lane> all = new ArrayList<>();
    /** By shard, where news of changed keys comes in; empty where nothing is cached. No client's command is sent there. */
    private final List<Lane> messengers = new ArrayList<>();

    /** @param databases how many databases there are */
    public Lanes(Backend backend, int databases) {
        this.backend = backend;
        this.databases = databases;
        if (backend.cache() != null) {
            for (Shard shard : backend.shards()) {
                messengers.add(new MessengerLane(backend, shard.number()));
            }
            all.addAll(messengers);
        }
        backend.loop()
                .eventLoop()
                .scheduleAtFixedRate(this::checkDeadlines, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The lanes to all shards, by shard number. */
    public Lane[] row(Protocol protocol, int database) {
        return row(protocol, database, false);
    }

    /**
     * The same for clients with certain wishes.
     *
     * @param noTouch whether keys are not to look used because of what is sent there
     */
    @SuppressWarnings("EnumOrdinal") // an index that lives as long as the enum
    public Lane[] row(Protocol protocol, int database, boolean noTouch) {
        int index = (protocol.ordinal() * 2 + (noTouch ? 1 : 0)) * databases + database;
        Lane[] row = rows.get(index);
        if (row == null) {
            row = new Lane[backend.shards().size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = noTouch
                        ? new NoTouchLane(backend, i, protocol, database)
                        : new Lane(backend, i, protocol, database, messengers.isEmpty() ? null : messengers.get(i));
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
        messengers.forEach(Lane::prepare);
    }

    /** Closes all connections; commands that wait are failed. */
    public void close(String reason) {
        all.forEach(lane -> lane.close(reason));
    }

    private void checkDeadlines() {
        long now = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).checkDeadlines(now);
        }
    }
}
