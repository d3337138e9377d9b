// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.reload;

import io.ringway.proxy.control.config.LimitsConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.SlowLogConfig;
import io.ringway.proxy.control.config.StoreConfig;
import io.ringway.proxy.control.config.TransportConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The settings that are read when the proxy starts and never again: all but {@code cache}. Stateless. */
final class FixedSettings {
    private static final List<Part<StoreConfig>> STORE = List.of(
            new Part<>("placement", StoreConfig::placement),
            new Part<>("shards", StoreConfig::shards),
            new Part<>("username", StoreConfig::username),
            new Part<>("password", StoreConfig::password),
            new Part<>("databases", StoreConfig::databases),
            new Part<>("timeouts.connect", StoreConfig::connectTimeout),
            new Part<>("timeouts.reply", StoreConfig::replyTimeout),
            new Part<>("reconnect", StoreConfig::reconnect),
            new Part<>("pinned", StoreConfig::pinned));
    private static final List<Part<LimitsConfig>> LIMITS = List.of(
            new Part<>("max-clients", LimitsConfig::maxClients),
            new Part<>("max-bulk", LimitsConfig::maxBulkBytes),
            new Part<>("max-arguments", LimitsConfig::maxArguments),
            new Part<>("max-inline", LimitsConfig::maxInlineBytes),
            new Part<>("client-in-flight", LimitsConfig::clientInFlightCommands),
            new Part<>("client-output", LimitsConfig::clientOutputBytes),
            new Part<>("client-query", LimitsConfig::clientQueryBytes),
            new Part<>("subscriber-output", LimitsConfig::subscriberOutputBytes),
            new Part<>("subscriber-soft-output", LimitsConfig::subscriberSoftBytes),
            new Part<>("subscriber-soft-time", LimitsConfig::subscriberSoftTime),
            new Part<>("memory", LimitsConfig::memoryBytes),
            new Part<>("lane-in-flight", LimitsConfig::laneInFlightCommands),
            new Part<>("tracking-clients", LimitsConfig::trackingClients));
    private static final List<Part<TransportConfig>> TRANSPORT =
            List.of(new Part<>("kind", TransportConfig::kind), new Part<>("event-loops", TransportConfig::eventLoops));
    private static final List<Part<SlowLogConfig>> SLOW_LOG = List.of(
            new Part<>("slower-than", SlowLogConfig::slowerThan), new Part<>("max-length", SlowLogConfig::maxLength));

    private FixedSettings() {}

    /** Those that differ, by their names in the file. */
    static List<String> changed(ProxyConfig before, ProxyConfig after) {
        List<String> names = new ArrayList<>();
        addChanged(names, "listen", before.listen(), after.listen(), List.of());
        addChanged(names, "admin", before.admin(), after.admin(), List.of());
        addChanged(names, "stores." + before.store().name(), before.store(), after.store(), STORE);
        addChanged(names, "limits", before.limits(), after.limits(), LIMITS);
        addChanged(names, "transport", before.transport(), after.transport(), TRANSPORT);
        addChanged(names, "users", before.auth(), after.auth(), List.of());
        addChanged(names, "slow-log", before.slowLog(), after.slowLog(), SLOW_LOG);
        return names;
    }

    /** Adds the parts of a section that differ, or the whole of it where none of them does and yet it is another one. */
    private static <S> void addChanged(List<String> names, String section, S before, S after, List<Part<S>> parts) {
        if (before.equals(after)) {
            return;
        }
        List<String> found = parts.stream()
                .filter(part -> !Objects.equals(part.value.apply(before), part.value.apply(after)))
                .map(part -> section + "." + part.name)
                .toList();
        names.addAll(found.isEmpty() ? List.of(section) : found);
    }

    /** A part of a section, by its name there. */
    private record Part<S>(String name, Function<S, Object> value) {}
}
