// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.proxy.cache.Coherence;
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
    private final Messengers messengers;

    /** @param databases how many databases there are */
    public Lanes(Backend backend, int databases) {
        this.backend = backend;
        this.databases = databases;
        this.messengers = new Messengers(backend);
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
                        : new Lane(backend, i, protocol, database, messengers);
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
    }

    /** From now on every write of the loop, on whatever lane, is told to this, and shards' news is too. */
    public void noteWrites(Coherence coherence) {
        backend.cache().begin(coherence);
        messengers.begin();
    }

    /** Nothing is remembered any more, so that nobody need be told and shards need not tell. */
    public void forget() {
        backend.cache().end();
        all.forEach(Lane::endTracking);
        messengers.end();
    }

    /** Closes all connections; commands that wait are failed. */
    public void close(String reason) {
        all.forEach(lane -> lane.close(reason));
        messengers.close(reason);
    }

    private void checkDeadlines() {
        long now = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).checkDeadlines(now);
        }
        messengers.checkDeadlines(now);
    }
}
