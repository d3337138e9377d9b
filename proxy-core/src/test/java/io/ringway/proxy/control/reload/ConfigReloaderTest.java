// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.control.config.ConfigFile;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.ShardConfig;
import io.ringway.proxy.metrics.ReloadResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReloaderTest {
    private static final ProxyConfig CONFIG =
            ProxyConfig.defaults(ListenConfig.DEFAULT, List.of(ShardConfig.at("127.0.0.1", 7001)));

    private final Live live = new Live();
    private ProxyConfig wanted = CONFIG;
    private final ConfigReloader reloader = reloader(() -> wanted);

    @Test
    void whatHasChangedIsAppliedAndTold() {
        wanted = CONFIG.withCache(CacheConfig.ofSize(5));
        assertThat(reloader.reload())
                .isEqualTo(new ReloadOutcome(ReloadResult.APPLIED, List.of("size: 0 -> 5", "twice: none -> 10")));
        assertThat(live.applied).containsExactly(wanted);
        assertThat(reloader.running()).isEqualTo(wanted);
    }

    @Test
    void nothingIsDoneWhereNothingHasChanged() {
        assertThat(reloader.reload())
                .isEqualTo(new ReloadOutcome(ReloadResult.UNCHANGED, List.of("nothing has changed")));
        assertThat(live.applied).isEmpty();
    }

    @Test
    void whatNeedsARestartIsRefusedAndNothingElseIsDoneEither() {
        wanted = CONFIG.withCache(CacheConfig.ofSize(5)).withListen(new ListenConfig("127.0.0.1", 1));
        assertRefused(reloader, "needs a restart: listen");
    }

    @Test
    void whatTheProxyObjectsToIsRefused() {
        live.objection = "too much";
        wanted = CONFIG.withCache(CacheConfig.ofSize(5));
        assertRefused(reloader, "too much");
    }

    @Test
    void allThatIsWrongWithTheFileIsTold(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a.yaml"), """
                stores: {main: {shards: [{address: '127.0.0.1:7001'}]}}
                cache:
                  size: many
                  max-ages: 5s
                """);
        ConfigReloader ofFile = reloader(() -> ConfigFile.read(file));
        ReloadOutcome outcome = ofFile.reload();
        assertThat(outcome.result()).isEqualTo(ReloadResult.REFUSED);
        assertThat(outcome.lines()).hasSize(2);
        assertThat(outcome.lines().get(0)).startsWith(file + ":3:9: 'size' must be ");
        assertThat(outcome.lines().get(1)).startsWith(file + ":4:3: unknown key 'max-ages'");
        assertThat(live.applied).isEmpty();
    }

    @Test
    void withoutAFileThereIsNothingToRead() {
        assertRefused(reloader(null), "there is no configuration file to read again: start with -c FILE");
    }

    private void assertRefused(ConfigReloader refusing, String reason) {
        assertThat(refusing.reload()).isEqualTo(new ReloadOutcome(ReloadResult.REFUSED, List.of(reason)));
        assertThat(live.applied).isEmpty();
        assertThat(refusing.running()).isEqualTo(CONFIG);
    }

    private ConfigReloader reloader(@Nullable ConfigSource source) {
        return new ConfigReloader(CONFIG, source, live, ConfigReloaderTest::shown);
    }

    private static Map<String, String> shown(ProxyConfig config) {
        long size = config.cache().maxBytes();
        return size == 0 ? Map.of("size", "0") : Map.of("size", Long.toString(size), "twice", Long.toString(size * 2));
    }

    private static final class Live implements LiveSettings {
        private final List<ProxyConfig> applied = new ArrayList<>();
        private @Nullable String objection;

        @Override
        public @Nullable String objection(ProxyConfig next) {
            return objection;
        }

        @Override
        public void apply(ProxyConfig next) {
            applied.add(next);
        }
    }
}
