// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.Secret;
import io.ringway.proxy.control.config.ShardConfig;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FixedSettingsTest {
    private static final ProxyConfig CONFIG =
            ProxyConfig.defaults(ListenConfig.DEFAULT, List.of(ShardConfig.at("127.0.0.1", 7001)));

    @Test
    void theCacheMayChange() {
        assertThat(FixedSettings.changed(CONFIG, CONFIG)).isEmpty();
        assertThat(FixedSettings.changed(CONFIG, CONFIG.withCache(CacheConfig.ofSize(1 << 20))))
                .isEmpty();
    }

    @Test
    void whateverElseChangesIsCalledByItsNameInTheFile() throws Exception {
        TreeSet<String> names = new TreeSet<>();
        for (RecordComponent section : ProxyConfig.class.getRecordComponents()) {
            if (!section.getName().equals("cache")) {
                Object value = section.getAccessor().invoke(CONFIG);
                for (RecordComponent part : section.getType().getRecordComponents()) {
                    Object other = with((Record) value, part.getName());
                    ProxyConfig next = (ProxyConfig) with(CONFIG, section.getName(), other);
                    List<String> changed = FixedSettings.changed(CONFIG, next);
                    assertThat(changed)
                            .as(section.getName() + "." + part.getName())
                            .hasSize(1);
                    names.addAll(changed);
                }
            }
        }
        assertThat(names)
                .contains(
                        "listen",
                        "admin",
                        "users",
                        "stores.main",
                        "stores.main.shards",
                        "stores.main.timeouts.reply",
                        "limits.max-bulk",
                        "transport.kind",
                        "slow-log.slower-than")
                .doesNotContain("limits", "transport", "slow-log");
    }

    /** A copy in which one component is another one. */
    private static Object with(Record before, String component) throws ReflectiveOperationException {
        return with(before, component, null);
    }

    private static Object with(Record before, String component, @Nullable Object value)
            throws ReflectiveOperationException {
        RecordComponent[] components = before.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object was = components[i].getAccessor().invoke(before);
            boolean wanted = components[i].getName().equals(component);
            values[i] = !wanted ? was : value == null ? other(was) : value;
        }
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return before.getClass().getDeclaredConstructor(types).newInstance(values);
    }

    private static Object other(Object value) throws ReflectiveOperationException {
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof Long number) {
            return number + 1;
        }
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof String text) {
            return text + "x";
        }
        if (value instanceof Duration duration) {
            return duration.plusMillis(1);
        }
        if (value instanceof Enum<?> constant) {
            return Stream.of(constant.getDeclaringClass().getEnumConstants())
                    .filter(each -> !each.equals(constant))
                    .findFirst()
                    .orElseThrow();
        }
        if (value instanceof List<?>) {
            return List.of(ShardConfig.at("127.0.0.1", 7002));
        }
        if (value instanceof Map<?, ?>) {
            return Map.of("somebody", new Secret("secret"));
        }
        Record section = (Record) value;
        return with(section, section.getClass().getRecordComponents()[0].getName());
    }
}
