// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.control.config.ShardConfig;
import io.ringway.proxy.control.reload.ReloadOutcome;
import io.ringway.proxy.frontend.ClientRegistry;
import io.ringway.proxy.frontend.SubscriptionCensus;
import io.ringway.proxy.metrics.Figures;
import io.ringway.proxy.metrics.ReloadResult;
import io.ringway.proxy.plan.CacheView;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.proxy.script.ScriptMemory;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The running proxy as commands and the admin server see it. Safe for use by any thread. */
record ProxyStatus(
        List<ShardConfig> shardConfigs,
        ShardStates shardStates,
        ClientRegistry registry,
        SubscriptionCensus subscribers,
        Figures source,
        ProxyControl control,
        ScriptMemory scripts)
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
        cache().ifPresent(each -> figures.putAll(each.figures()));
        return figures;
    }

    @Override
    public Map<String, String> settings() {
        return control.settings();
    }

    @Override
    public Optional<CacheView> cache() {
        return control.cache();
    }

    @Override
    public void reload(Consumer<RespValue> answered) {
        control.reload(outcome -> answered.accept(reply(outcome)));
    }

    private static RespValue reply(ReloadOutcome outcome) {
        if (outcome.result() == ReloadResult.REFUSED) {
            return RespValue.error("ERR not reloaded: " + String.join("; ", outcome.lines()));
        }
        return new RespValue.Array(outcome.lines().stream()
                .<RespValue>map(line -> new RespValue.Bulk(line.getBytes(StandardCharsets.UTF_8)))
                .toList());
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
