// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.PinnedSettings;
import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.backend.ShardStates;
import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.control.config.LimitsConfig;
import io.ringway.proxy.control.config.PinnedConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.SlowLogConfig;
import io.ringway.proxy.control.config.StoreConfig;
import io.ringway.proxy.frontend.ClientLimits;
import io.ringway.proxy.frontend.SubscriberLimits;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.plan.planners.LocalSettings;
import io.ringway.proxy.route.StoreShards;
import io.ringway.proxy.session.Users;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.transport.Transport;
import io.ringway.resp.ProtocolLimits;
import io.ringway.sharding.PlacementRule;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Turns the configuration into what each part of the proxy is told of it. Stateless. */
final class ProxySettings {
    /** Applications have some dozens of scripts of some KiB each. */
    private static final long MAX_SCRIPT_BYTES = 16 << 20;

    private ProxySettings() {}

    static Transport transport(ProxyConfig config) throws ProxyStartException {
        Transport transport = switch (config.transport().kind()) {
            case AUTO -> Transport.best();
            case EPOLL -> Transport.EPOLL;
            case NIO -> Transport.NIO;
            case IO_URING -> Transport.IO_URING;
        };
        if (!transport.unavailability().isEmpty()) {
            throw new ProxyStartException(
                    "transport " + transport + " does not work here: " + transport.unavailability());
        }
        return transport;
    }

    static int loopCount(ProxyConfig config) {
        int configured = config.transport().eventLoops();
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
    }

    static StoreShards shards(StoreConfig store) throws ProxyStartException {
        if (store.shards().size() > ShardMap.MAX_SHARDS) {
            throw new ProxyStartException("at most " + ShardMap.MAX_SHARDS + " shards, not "
                    + store.shards().size());
        }
        List<Shard> shards = IntStream.range(0, store.shards().size())
                .mapToObj(i -> new Shard(
                        i,
                        store.shards().get(i).name(),
                        store.shards().get(i).host(),
                        store.shards().get(i).port()))
                .toList();
        return StoreShards.of(
                shards, store.placementSpec().placement(), store.placement().rules());
    }

    static LocalSettings localSettings(ProxyConfig config, ShardStates states, SlowLog slowLog) {
        Map<String, String> passwords = new HashMap<>();
        config.auth().users().forEach((user, password) -> passwords.put(user, password.text()));
        return new LocalSettings(
                new Users(passwords),
                config.store().databases(),
                states::serverVersion,
                Version.text(),
                Map.of(
                        "port", Integer.toString(config.listen().port()),
                        "bind", config.listen().host(),
                        "maxclients", Integer.toString(config.limits().maxClients()),
                        "proto-max-bulk-len", Long.toString(config.limits().maxBulkBytes())),
                Clock.systemUTC(),
                slowLog);
    }

    static LaneSettings laneSettings(ProxyConfig config) {
        StoreConfig store = config.store();
        return new LaneSettings(
                store.username().isEmpty() ? null : store.username(),
                store.password().isSet() ? store.password().text() : null,
                store.connectTimeout(),
                store.replyTimeout(),
                store.replyTimeout().multipliedBy(2),
                store.reconnect().min(),
                store.reconnect().max(),
                config.limits().laneInFlightCommands(),
                mergeBytes());
    }

    static PinnedSettings pinnedSettings(StoreConfig store) {
        PinnedConfig pinned = store.pinned();
        return new PinnedSettings(pinned.max(), pinned.idle(), pinned.maxWait());
    }

    /** What replies that wait to be merged may take: they are on the heap, so a part of that, however large it is. */
    static long mergeBytes() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** What the bodies of remembered scripts may take, which are on the heap too. */
    static long scriptBytes() {
        return Math.min(MAX_SCRIPT_BYTES, Runtime.getRuntime().maxMemory() / 16);
    }

    static ClientLimits limits(LimitsConfig limits) {
        return new ClientLimits(
                new ProtocolLimits((int) limits.maxBulkBytes(), limits.maxArguments(), limits.maxInlineBytes(), true),
                limits.maxClients(),
                limits.clientInFlightCommands(),
                limits.clientOutputBytes(),
                limits.clientQueryBytes(),
                new SubscriberLimits(
                        limits.subscriberOutputBytes(), limits.subscriberSoftBytes(), limits.subscriberSoftTime()));
    }

    static SlowLog begin(SlowLog log, SlowLogConfig config) {
        log.slowerThan(
                config.slowerThan().isNegative()
                        ? -1
                        : TimeUnit.MILLISECONDS.toMicros(config.slowerThan().toMillis()));
        log.maxLength(config.maxLength());
        return log;
    }

    /** What {@code RINGWAY CONFIG} shows: the configuration in effect, without secrets. */
    static Map<String, String> shown(ProxyConfig config) {
        StoreConfig store = config.store();
        LimitsConfig limits = config.limits();
        Map<String, Object> shown = new TreeMap<>();
        shown.put("listen", config.listen().host() + ":" + config.listen().port());
        shown.put(
                "admin",
                config.admin().enabled()
                        ? config.admin().host() + ":" + config.admin().port()
                        : "off");
        shown.put(
                "auth.users",
                String.join(" ", new TreeSet<>(config.auth().users().keySet())));
        shown.put("transport.kind", config.transport().kind().name().toLowerCase(Locale.ROOT));
        shown.put("transport.event-loops", loopCount(config));
        shown.put("store.name", store.name());
        shown.put("store.shards", store.shards().size());
        shown.put("store.placement.algorithm", store.placement().algorithm());
        shown.put("store.placement.hash", store.placement().hash());
        shown.put("store.placement.hash-tag", store.placement().hashTag());
        int number = 1;
        for (PlacementRule rule : store.placement().rules().rules()) {
            shown.put("store.placement.rules." + number++, rule + " on " + rule.shard());
        }
        shown.put("store.databases", store.databases());
        shown.put("store.connect-timeout", store.connectTimeout().toMillis() + "ms");
        shown.put("store.pinned.max", store.pinned().max());
        shown.put("store.pinned.idle", store.pinned().idle());
        shown.put("store.pinned.wait", store.pinned().maxWait().toMillis() + "ms");
        shown.put("store.reply-timeout", store.replyTimeout().toMillis() + "ms");
        shown.put("limits.max-clients", limits.maxClients());
        shown.put("limits.max-bulk", limits.maxBulkBytes());
        shown.put("limits.max-arguments", limits.maxArguments());
        shown.put("limits.max-inline", limits.maxInlineBytes());
        shown.put("limits.client-in-flight", limits.clientInFlightCommands());
        shown.put("limits.client-output", limits.clientOutputBytes());
        shown.put("limits.client-query", limits.clientQueryBytes());
        shown.put("limits.subscriber-output", limits.subscriberOutputBytes());
        shown.put("limits.subscriber-soft-output", limits.subscriberSoftBytes());
        shown.put("limits.subscriber-soft-time", limits.subscriberSoftTime().toMillis() + "ms");
        shown.put("limits.memory", limits.memoryBytes());
        shown.put("limits.lane-in-flight", limits.laneInFlightCommands());
        shown.put("limits.tracking-clients", limits.trackingClients());
        Duration slowerThan = config.slowLog().slowerThan();
        shown.put("slow-log.slower-than", slowerThan.isNegative() ? "off" : slowerThan.toMillis() + "ms");
        shown.put("slow-log.max-length", config.slowLog().maxLength());
        shown.put("cache.size", config.cache().enabled() ? config.cache().maxBytes() : "off");
        shown.put("cache.max-entry", config.cache().maxEntryBytes());
        shown.put("cache.max-age", config.cache().maxAge().toMillis() + "ms");
        if (!config.cache().trustedCommands().isEmpty()) {
            shown.put("cache.trusted-commands", String.join(" ", config.cache().trustedCommands()));
        }
        number = 1;
        for (CacheConfig.Rule rule : config.cache().rules()) {
            shown.put("cache.rules." + number++, shown(rule));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        shown.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    private static String shown(CacheConfig.Rule rule) {
        return "prefix \"" + rule.prefix() + "\" mode=" + rule.mode().name().toLowerCase(Locale.ROOT) + " max-age="
                + rule.maxAge().toMillis() + "ms max-entry=" + rule.maxEntryBytes();
    }
}
