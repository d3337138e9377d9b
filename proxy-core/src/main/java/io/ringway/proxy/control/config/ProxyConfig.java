// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.util.List;

/**
 * Everything that one proxy is told by its configuration. Immutable.
 *
 * @param listen where clients connect
 * @param admin where metrics and health are served
 * @param store the keyspace behind the proxy
 * @param limits what clients may use up
 * @param transport how sockets are driven
 * @param auth who may connect
 * @param cache what is remembered of shards' replies
 * @param slowLog what is entered into the slow log
 */
public record ProxyConfig(
        ListenConfig listen,
        AdminConfig admin,
        StoreConfig store,
        LimitsConfig limits,
        TransportConfig transport,
        AuthConfig auth,
        CacheConfig cache,
        SlowLogConfig slowLog) {

    /** The name of a store that nobody named. */
    public static final String DEFAULT_STORE = "main";

    /** A proxy in front of these shards with all else at its default, and no admin port. */
    public static ProxyConfig defaults(ListenConfig listen, List<ShardConfig> shards) {
        return new ProxyConfig(
                listen,
                AdminConfig.OFF,
                StoreConfig.defaults(DEFAULT_STORE, shards),
                LimitsConfig.DEFAULT,
                TransportConfig.DEFAULT,
                AuthConfig.NONE,
                CacheConfig.OFF,
                SlowLogConfig.DEFAULT);
    }

    public ProxyConfig withListen(ListenConfig next) {
        return new ProxyConfig(next, admin, store, limits, transport, auth, cache, slowLog);
    }

    public ProxyConfig withAdmin(AdminConfig next) {
        return new ProxyConfig(listen, next, store, limits, transport, auth, cache, slowLog);
    }

    public ProxyConfig withStore(StoreConfig next) {
        return new ProxyConfig(listen, admin, next, limits, transport, auth, cache, slowLog);
    }

    public ProxyConfig withLimits(LimitsConfig next) {
        return new ProxyConfig(listen, admin, store, next, transport, auth, cache, slowLog);
    }

    public ProxyConfig withTransport(TransportConfig next) {
        return new ProxyConfig(listen, admin, store, limits, next, auth, cache, slowLog);
    }

    public ProxyConfig withAuth(AuthConfig next) {
        return new ProxyConfig(listen, admin, store, limits, transport, next, cache, slowLog);
    }

    public ProxyConfig withCache(CacheConfig next) {
        return new ProxyConfig(listen, admin, store, limits, transport, auth, next, slowLog);
    }

    public ProxyConfig withSlowLog(SlowLogConfig next) {
        return new ProxyConfig(listen, admin, store, limits, transport, auth, cache, next);
    }
}
