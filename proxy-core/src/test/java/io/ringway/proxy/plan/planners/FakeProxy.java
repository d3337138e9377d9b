// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.Subscribers;
import java.util.List;
import java.util.Map;

/** A proxy that is whatever a test says. Immutable. */
record FakeProxy(
        List<ClientLine> clients, Map<String, String> settings, List<ShardState> shards, Map<String, String> figures)
        implements ProxyView {
    static final FakeProxy EMPTY = new FakeProxy(List.of(), Map.of(), List.of(), Map.of());

    @Override
    public Map<String, String> clientFigures() {
        return Map.of();
    }

    @Override
    public Subscribers subscribers() {
        return Subscribers.NONE;
    }

    FakeProxy withClients(ClientLine... lines) {
        return new FakeProxy(List.of(lines), settings, shards, figures);
    }

    FakeProxy withSettings(Map<String, String> next) {
        return new FakeProxy(clients, next, shards, figures);
    }

    FakeProxy withShards(ShardState... states) {
        return new FakeProxy(clients, settings, List.of(states), figures);
    }

    FakeProxy withFigures(Map<String, String> next) {
        return new FakeProxy(clients, settings, shards, next);
    }
}
