// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import static org.awaitility.Awaitility.await;

import io.ringway.proxy.Proxy;
import io.ringway.proxy.ProxyStartException;
import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.control.config.PinnedConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.ShardConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A whole proxy of this JVM in front of shards, on a port of its own. Used by one test at a time. */
public final class ProxyFixture implements AutoCloseable {
    private final Proxy proxy;

    private ProxyFixture(Proxy proxy) {
        this.proxy = proxy;
    }

    /** A proxy with the default configuration. Shards are named by their place, so keys are on the same ones in each run. */
    public static ProxyFixture before(List<Endpoint> shards) {
        return before(shards, config -> config);
    }

    /** A proxy with a configuration that differs from the default one as told. */
    public static ProxyFixture before(List<Endpoint> shards, UnaryOperator<ProxyConfig> change) {
        try {
            return new ProxyFixture(Proxy.start(change.apply(config(shards))));
        } catch (ProxyStartException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A proxy before the four shared shards that lends its clients so many connections to each, none of them opened ahead.
     *
     * @param wait how long a client may wait for one
     */
    public static ProxyFixture lending(int connections, Duration wait) {
        PinnedConfig pinned = new PinnedConfig(connections, 0, wait);
        return before(
                SharedRedis.endpoints(4),
                config -> config.withStore(config.store().withPinned(pinned)));
    }

    /** A proxy before so many shared shards that has begun to remember their replies. */
    public static ProxyFixture caching(int shards) {
        ProxyFixture proxy =
                before(SharedRedis.endpoints(shards), config -> config.withCache(CacheConfig.ofSize(16 << 20)));
        await("cache").pollDelay(Duration.ZERO).until(() -> proxy.figure("cache_armed") == 1);
        return proxy;
    }

    /** A proxy that somebody has started. */
    public static ProxyFixture of(Proxy proxy) {
        return new ProxyFixture(proxy);
    }

    /** What {@link #before(List, UnaryOperator)} starts with. */
    public static ProxyConfig config(List<Endpoint> shards) {
        List<ShardConfig> named = new ArrayList<>();
        for (Endpoint shard : shards) {
            named.add(ShardConfig.named("shard" + named.size(), shard.host(), shard.port()));
        }
        return ProxyConfig.defaults(new ListenConfig("127.0.0.1", 0), named);
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", proxy.address().getPort());
    }

    /** A client of the proxy. */
    public RawClient connect() {
        return RawClient.connect(endpoint());
    }

    /** A client of the proxy that has switched to this protocol version. */
    public RawClient connect(int protocol) {
        return RawClient.connect(endpoint(), protocol);
    }

    /** A number that the proxy tells of itself in {@code INFO ringway}. */
    public long figure(String name) {
        try (RawClient client = connect()) {
            String info = client.call("INFO", "ringway");
            int at = info.indexOf("\n" + name + ":") + name.length() + 2;
            return Long.parseLong(info.substring(at, info.indexOf('\r', at)));
        }
    }

    /** How many reads were answered from the cache. */
    public long hits() {
        return figure("cache_reads_hit");
    }

    /** Has a client read until the reply is remembered. */
    public void warm(RawClient client, String... read) {
        await("remembered")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    long before = hits();
                    client.call(read);
                    return hits() > before;
                });
    }

    /** Waits until clients have given back every connection that was lent to them, and none waits for one; then closes. */
    public void closeWhenNothingIsLent() {
        try (this) {
            await("lent connections").until(() -> figure("pinned_lent") == 0);
            await("waiting line").until(() -> figure("pinned_waiting") == 0);
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
