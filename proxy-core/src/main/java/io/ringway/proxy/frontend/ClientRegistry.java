// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.session.Session;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who is connected. Safe for use by any thread. */
public final class ClientRegistry {
    private final int maxClients;
    private final boolean open;
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    /** By client id; a client joins when accepted and leaves when its connection is gone. */
    private final ConcurrentHashMap<Long, ClientRecord> records = new ConcurrentHashMap<>();
    /** All event loops that clients are on; set once, before the first client comes. */
    private volatile List<ClientLoop> loops = List.of();

    /** @param open whether clients need not authenticate */
    public ClientRegistry(int maxClients, boolean open) {
        this.maxClients = maxClients;
        this.open = open;
    }

    /** Says on which loops clients are going to be. */
    void serve(Collection<ClientLoop> all) {
        loops = List.copyOf(all);
    }

    List<ClientLoop> loops() {
        return loops;
    }

    /** Lets a client in; null where there are too many. */
    @Nullable
    ClientRecord join(String address, String localAddress) {
        if (count.incrementAndGet() > maxClients) {
            count.decrementAndGet();
            return null;
        }
        ClientRecord record = new ClientRecord(Session.initial(lastId.incrementAndGet(), open), address, localAddress);
        records.put(record.id(), record);
        return record;
    }

    void leave(ClientRecord record) {
        if (records.remove(record.id()) != null) {
            count.decrementAndGet();
        }
    }

    /** The client of that id, or null. */
    @Nullable
    ClientRecord find(long id) {
        return records.get(id);
    }

    /** All that fit, ordered by id. */
    List<ClientRecord> matching(Predicate<ClientRecord> wanted) {
        return records.values().stream()
                .filter(wanted)
                .sorted(Comparator.comparingLong(ClientRecord::id))
                .toList();
    }

    /** How many clients are connected. */
    public int size() {
        return count.get();
    }

    /** The clients in the figures that {@code INFO} gives of a server's. */
    public Map<String, String> figures() {
        return Map.of(
                "connected_clients", Integer.toString(size()),
                "maxclients", Integer.toString(maxClients),
                "blocked_clients", count(ClientRecord::waits),
                "tracking_clients",
                        count(record -> record.session().modes().tracking().on()));
    }

    private String count(Predicate<ClientRecord> wanted) {
        return Long.toString(records.values().stream().filter(wanted).count());
    }

    /** All clients, ordered by id. */
    public List<ProxyView.ClientLine> lines() {
        return matching(record -> true).stream().map(ClientRecord::line).toList();
    }
}
