// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.session.Session;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Who is connected. Safe for use by any thread. */
public final class ClientRegistry {
    private final int maxClients;
    private final boolean open;
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    /** By client id; a client joins when accepted and leaves when its connection is gone. */
    private final ConcurrentHashMap<Long, ClientRecord> records = new ConcurrentHashMap<>();

    /** @param open whether clients need not authenticate */
    public ClientRegistry(int maxClients, boolean open) {
        this.maxClients = maxClients;
        this.open = open;
    }

    /** Lets a client in; null where there are too many. */
    @Nullable
    ClientRecord join(String address, String localAddress) {
        if (count.incrementAndGet() > maxClients) {
            count.decrementAndGet();
            return null;
        }
        ClientRecord record = new ClientRecord(Session.initial(lastId.incrementAndGet(), open), address, localAddress);
        records.put(record.session().clientId(), record);
        return record;
    }

    void leave(ClientRecord record) {
        if (records.remove(record.session().clientId()) != null) {
            count.decrementAndGet();
        }
    }

    /** How many clients are connected. */
    public int size() {
        return count.get();
    }

    /** All clients, ordered by id. */
    public List<ProxyView.ClientLine> lines() {
        return records.values().stream()
                .map(ClientRecord::line)
                .sorted(Comparator.comparingLong(ProxyView.ClientLine::id))
                .toList();
    }
}
