// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The top level of the file. Stateless. */
final class ProxyReader {
    private static final String STORES = "stores";

    private static final Setting<Endpoint> LISTEN = Setting.of(
            "listen",
            ValueType.endpoint(0),
            new Endpoint(ListenConfig.DEFAULT.host(), ListenConfig.DEFAULT.port()),
            "127.0.0.1:6380",
            "Where clients connect. Port 0 takes any free one; 0.0.0.0 opens it to other machines.");

    private static final Setting<AdminConfig> ADMIN = Setting.of(
            "admin",
            new ValueType<>("host:port with a port from 0 to 65535, or off", ProxyReader::admin, List.of("off")),
            AdminConfig.DEFAULT,
            "127.0.0.1:9380",
            "Where `/metrics` and `/healthz` are served over HTTP.");

    private static final Setting<TransportConfig.Kind> KIND = Setting.of(
            "kind",
            ValueType.choice(TransportConfig.Kind.class),
            TransportConfig.DEFAULT.kind(),
            "auto",
            "How sockets are driven; auto takes the best that this machine has.");

    private static final Setting<Integer> EVENT_LOOPS = Setting.of(
            "event-loops",
            ValueType.wholeNumber(0, 1024),
            TransportConfig.DEFAULT.eventLoops(),
            "0",
            "Threads that serve clients; 0 takes as many as suit this machine.");

    private ProxyReader() {}

    static ProxyConfig read(Section file) {
        Endpoint listen = file.get(LISTEN);
        return new ProxyConfig(
                new ListenConfig(listen.host(), listen.port()),
                file.get(ADMIN),
                store(file),
                file.section("limits", LimitsReader::read),
                file.section("transport", ProxyReader::transport),
                new AuthConfig(file.named("users", (name, user) -> SecretReader.readRequired(user))),
                file.section("cache", CacheReader::read),
                file.section("slow-log", SlowLogReader::read));
    }

    private static StoreConfig store(Section file) {
        Map<String, StoreConfig> stores = file.named(STORES, StoreReader::read);
        List<String> names = new ArrayList<>(stores.keySet());
        if (names.isEmpty()) {
            file.problemWithKey(STORES, file.has(STORES) ? "'stores' needs a store" : "missing key 'stores'");
            return StoreConfig.defaults(ProxyConfig.DEFAULT_STORE, List.of());
        }
        names.subList(1, names.size())
                .forEach(name -> file.problemInside(
                        STORES, name, "a second store, '" + name + "': several stores come with rollouts"));
        return stores.values().iterator().next();
    }

    private static TransportConfig transport(Section transport) {
        return new TransportConfig(transport.get(KIND), transport.get(EVENT_LOOPS));
    }

    private static @Nullable AdminConfig admin(String text) {
        if (text.equals("off")) {
            return AdminConfig.OFF;
        }
        Endpoint endpoint = Endpoint.parse(text, 0);
        return endpoint == null ? null : new AdminConfig(endpoint.host(), endpoint.port(), true);
    }
}
