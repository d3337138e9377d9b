// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.control.config.ShardConfig;
import io.ringway.proxy.frontend.ClientRegistry;
import io.ringway.proxy.frontend.SubscriptionCensus;
import io.ringway.proxy.metrics.Figures;
import io.ringway.proxy.plan.CacheView;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.proxy.script.ScriptMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The running proxy as commands and the admin server see it. Safe for use by any thread. */
record ProxyStatus(
        List<ShardConfig> shardConfigs,
        ShardStates shardStates,
        ClientRegistry registry,
        SubscriptionCensus subscribers,
        Figures source,
        Map<String, String> settings,
        ScriptMemory scripts,
        Optional<CacheView> cache)
        implements ProxyView {

    @Override
    public List<ClientLine> clients() {
        return registry.lines();
    }

    @Override
    public Map<String, String> clientFigures() {
        return registry.figures();
    }

    @Override
    public List<ShardState> shards() {
        return IntStream.range(0, shardConfigs.size()).mapToObj(this::shard).toList();
    }

    @Override
    public Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>(source.read(shards()));
        cache.ifPresent(each -> figures.putAll(each.figures()));
        return figures;
    }

    @Override
    public boolean remembers(ScriptDigest script) {
        return scripts.knows(script);
    }

    private ShardState shard(int number) {
        ShardConfig shard = shardConfigs.get(number);
        return new ShardState(shard.name(), shard.endpoint(), shard.weight(), state(number));
    }

    private String state(int number) {
        if (shardStates.isReady(number)) {
            return "ready";
        }
        return shardStates.failure(number) == null ? "idle" : "down";
    }
}
