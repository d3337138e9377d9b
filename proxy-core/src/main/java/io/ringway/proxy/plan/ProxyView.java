// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.script.ScriptDigest;
import io.ringway.resp.RespValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What commands may learn of the running proxy. Safe for use by any thread; figures may be a moment old. */
public interface ProxyView {
    /** One line per connected client, as {@code CLIENT LIST} gives them, without line ends; ordered by id. */
    List<ClientLine> clients();

    /** What {@code INFO} says of clients that the proxy knows and shards do not, by the field's name. */
    Map<String, String> clientFigures();

    /** Settings in effect by the name that {@code RINGWAY CONFIG} shows; ordered by name. */
    Map<String, String> settings();

    /** The shards of the store, ordered by number. */
    List<ShardState> shards();

    /** Whether a script is remembered, so that it can be called by its digest on every shard. */
    default boolean remembers(ScriptDigest script) {
        return false;
    }

    /** The cache, where there is one. */
    default Optional<CacheView> cache() {
        return Optional.empty();
    }

    /**
     * Reads the configuration again and goes over to it, or refuses to.
     *
     * @param answered told what came of it, later and by another thread; must not block
     */
    default void reload(Consumer<RespValue> answered) {
        answered.accept(RespValue.error("ERR there is no configuration to read again"));
    }

    /** The fields of {@code INFO ringway}, ordered. */
    Map<String, String> figures();

    /** Who has subscribed to what. */
    Subscribers subscribers();

    /**
     * A client as {@code CLIENT LIST} shows it.
     *
     * @param id its session's client id
     * @param text {@code id=3 addr=127.0.0.1:5000 …}
     * @param subscribed whether it has any subscription
     */
    record ClientLine(long id, String text, boolean subscribed) {}

    /**
     * A shard as the proxy sees it now.
     *
     * @param state {@code ready}, {@code connecting}, {@code down} or {@code idle}
     * @param weight relative share of the keys
     */
    record ShardState(String name, String endpoint, int weight, String state) {}
}
