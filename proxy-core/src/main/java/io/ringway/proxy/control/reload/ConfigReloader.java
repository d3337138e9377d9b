// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.reload;

import io.ringway.proxy.control.config.ConfigException;
import io.ringway.proxy.control.config.Problem;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.metrics.ReloadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and goes over to it, wholly or not at all. One thread at a time reloads; what is in effect may be
 * asked by any.
 */
public final class ConfigReloader {
    private static final Logger log = LoggerFactory.getLogger(ConfigReloader.class);
    private static final String NONE = "none";

    private final @Nullable ConfigSource source;
    private final LiveSettings live;
    private final Function<ProxyConfig, Map<String, String>> shown;
    private volatile ProxyConfig running;

    /**
     * Begins with the configuration that the proxy was started with.
     *
     * @param source null where it came from the command line alone
     * @param live what goes over to another configuration
     * @param shown the settings for people, by their names
     */
    public ConfigReloader(
            ProxyConfig running,
            @Nullable ConfigSource source,
            LiveSettings live,
            Function<ProxyConfig, Map<String, String>> shown) {
        this.running = running;
        this.source = source;
        this.live = live;
        this.shown = shown;
    }

    /** What is in effect. */
    public ProxyConfig running() {
        return running;
    }

    /** Does all of it, and says in the log what came of it. */
    public ReloadOutcome reload() {
        ReloadOutcome outcome = detect();
        if (outcome.result() == ReloadResult.REFUSED) {
            log.warn("configuration not reloaded error={}", String.join("; ", outcome.lines()));
        } else {
            log.info("configuration reloaded changes={}", String.join("; ", outcome.lines()));
        }
        return outcome;
    }

    private ReloadOutcome detect() {
        if (source == null) {
            return ReloadOutcome.refused("there is no configuration file to read again: start with -c FILE");
        }
        try {
            return plan(source.read());
        } catch (ConfigException e) {
            return new ReloadOutcome(
                    ReloadResult.REFUSED,
                    e.problems().stream().map(Problem::toString).toList());
        } catch (RuntimeException e) {
            log.error("unexpected failure while the configuration was reloaded", e);
            return ReloadOutcome.refused(
                    "it failed half way, as the log tells: restart to be sure of what is in effect");
        }
    }

    private ReloadOutcome plan(ProxyConfig next) {
        List<String> fixed = FixedSettings.changed(running, next);
        if (!fixed.isEmpty()) {
            return ReloadOutcome.refused("needs a restart: " + String.join(", ", fixed));
        }
        if (next.equals(running)) {
            return new ReloadOutcome(ReloadResult.UNCHANGED, List.of("nothing has changed"));
        }
        String objection = live.objection(next);
        return objection == null ? apply(next) : ReloadOutcome.refused(objection);
    }

    private ReloadOutcome apply(ProxyConfig next) {
        List<String> changes = changes(shown.apply(running), shown.apply(next));
        live.apply(next);
        running = next;
        return new ReloadOutcome(ReloadResult.APPLIED, changes);
    }

    private static List<String> changes(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> changes = new ArrayList<>();
        for (String name : names) {
            String was = before.getOrDefault(name, NONE);
            String is = after.getOrDefault(name, NONE);
            if (!was.equals(is)) {
                changes.add(name + ": " + was + " -> " + is);
            }
        }
        return changes;
    }
}
