// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.reload.ConfigReloader;
import io.ringway.proxy.control.reload.ConfigSource;
import io.ringway.proxy.control.reload.LiveSettings;
import io.ringway.proxy.control.reload.ReloadOutcome;
import io.ringway.proxy.metrics.ProxyMetrics;
import io.ringway.proxy.plan.CacheView;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What can change while the proxy runs, and the thread that changes it, which exists while it is needed. Safe for use by any thread. */
final class ProxyControl implements LiveSettings, AutoCloseable {
    private static final int IDLE_SECONDS = 10;
    /** A reload that is under way ends long before. */
    private static final int CLOSE_SECONDS = 30;

    private final CacheSwitch caches;
    private final ProxyMetrics metrics;
    private final ConfigReloader reloader;
    private final ExecutorService thread = new ThreadPoolExecutor(
            0,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("ringway-control", true));

    /** @param source where the configuration is read again; null where it came from the command line alone */
    ProxyControl(ProxyConfig config, @Nullable ConfigSource source, CacheSwitch caches, ProxyMetrics metrics) {
        this.caches = caches;
        this.metrics = metrics;
        this.reloader = new ConfigReloader(config, source, this, ProxySettings::shown);
    }

    /** Settings in effect, as {@code RINGWAY CONFIG} shows them. */
    Map<String, String> settings() {
        return ProxySettings.shown(reloader.running());
    }

    /** The cache as it is now, if any. */
    Optional<CacheView> cache() {
        return caches.view();
    }

    /** Reads the configuration again; {@code answered} is told by the control thread, or not at all when the proxy ends. */
    void reload(Consumer<ReloadOutcome> answered) {
        try {
            thread.execute(() -> {
                ReloadOutcome outcome = reloader.reload();
                metrics.reloaded(outcome.result());
                answered.accept(outcome);
            });
        } catch (RejectedExecutionException proxyEnds) {
            // All connections are about to be closed.
        }
    }

    @Override
    public @Nullable String objection(ProxyConfig next) {
        return CacheSwitch.objection(next.cache());
    }

    @Override
    public void apply(ProxyConfig next) {
        caches.apply(next.cache());
    }

    /** Waits for a reload that is under way, as it needs the event loops; there will be no other. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            boolean ignored = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
