// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.netty.util.concurrent.Future;
import io.ringway.proxy.backend.CacheLink;
import io.ringway.proxy.cache.CacheArming;
import io.ringway.proxy.cache.CacheRule;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.HotKeys;
import io.ringway.proxy.cache.LocalCache;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.command.TrustedCommands;
import io.ringway.proxy.control.config.CacheConfig;
import io.ringway.proxy.control.config.CacheConfig.Rule;
import io.ringway.proxy.frontend.CacheAccess;
import io.ringway.proxy.frontend.ClientLoop;
import io.ringway.proxy.metrics.CacheCounts;
import io.ringway.proxy.metrics.CacheFigures;
import io.ringway.proxy.metrics.ProxyMetrics;
import io.ringway.proxy.plan.CacheView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives the event loops the cache that is configured, and another one, or none, when that changes. A cache that begins is used in
 * two steps: first every loop takes note of writes, those among them that are on their way; only then does any loop remember
 * something. One that ends is emptied for all loops at once before anything else is done. Used by one thread at a time, but for
 * {@link #view}.
 */
final class CacheSwitch {
    private final List<String> shards;
    private final CommandTable table;
    private final LearnedCommands learned;
    private final int ownCommand;
    private final IntFunction<Coherence> coherences;
    private final ProxyMetrics metrics;
    private final CacheArming arming;
    /** By loop. */
    private final List<CacheCounts> counts;

    private final List<HotKeys> hotKeys;
    /** By number; all have joined before the first cache begins. */
    private final List<ClientLoop> loops = new ArrayList<>();

    private CacheConfig config = CacheConfig.OFF;
    /** Null while nothing is remembered. */
    private @Nullable LocalCache cache;

    private volatile Optional<CacheView> view = Optional.empty();

    CacheSwitch(
            List<String> shards,
            CommandTable table,
            LearnedCommands learned,
            int loopCount,
            IntFunction<Coherence> coherences,
            ProxyMetrics metrics) {
        this.shards = List.copyOf(shards);
        this.table = table;
        this.learned = learned;
        this.coherences = coherences;
        this.metrics = metrics;
        this.arming = new CacheArming(shards.size());
        this.counts = Stream.generate(CacheCounts::new).limit(loopCount).toList();
        this.hotKeys = Stream.generate(HotKeys::new).limit(loopCount).toList();
        CommandSpec own = table.find("client|tracking");
        this.ownCommand = own == null ? 0 : own.id();
    }

    /** What the connections of a loop are to tell. */
    CacheLink link(int loop) {
        return new CacheLink(arming, counts.get(loop), ownCommand);
    }

    /** Id of the row that commands of our own are counted as. */
    int ownCommand() {
        return ownCommand;
    }

    /** The next loop, by number. */
    void add(ClientLoop loop) {
        loops.add(loop);
    }

    /** The cache as it is now, if any. Safe for use by any thread. */
    Optional<CacheView> view() {
        return view;
    }

    /** Why there cannot be such a cache; null where there can. */
    static @Nullable String objection(CacheConfig wanted) {
        long heap = Runtime.getRuntime().maxMemory();
        return wanted.maxBytes() <= heap / 2
                ? null
                : "cache.size is " + wanted.maxBytes() + " bytes, and the heap of " + heap
                        + " has to be twice that; give the JVM more: RINGWAY_JAVA_OPTS=-Xmx"
                        + ((wanted.maxBytes() >> 19) + 64) + "m";
    }

    /** Sees to it that the cache is as it is wanted; it is when this returns. */
    void apply(CacheConfig wanted) {
        LocalCache running = cache;
        if (running == null ? !wanted.enabled() : wanted.enabled() && isOnlyResized(running, wanted)) {
            if (running != null) {
                running.resize(wanted.maxBytes());
            }
        } else {
            replace(running, wanted);
        }
        config = wanted;
        show();
    }

    /** Whether what is remembered may stay, but for its size. */
    private boolean isOnlyResized(LocalCache running, CacheConfig wanted) {
        return wanted.allRules().equals(config.allRules())
                && wanted.trustedCommands().equals(config.trustedCommands())
                && suits(running, wanted);
    }

    private static boolean suits(LocalCache running, CacheConfig wanted) {
        return LocalCache.suits(running.coherence().stripeCount(), wanted.maxBytes());
    }

    private void replace(@Nullable LocalCache running, CacheConfig wanted) {
        boolean on = running == null || running.replies().isOn();
        if (running != null) {
            running.replies().retire();
        }
        if (!wanted.enabled()) {
            cache = null;
            onEveryLoop(ClientLoop::forget);
            return;
        }
        Coherence kept = running != null && suits(running, wanted) ? running.coherence() : null;
        Coherence coherence = kept == null ? coherences.apply(LocalCache.stripes(wanted.maxBytes())) : kept;
        LocalCache next = LocalCache.create(wanted.maxBytes(), rules(wanted), coherence, arming, hotKeys);
        next.replies().turn(on);
        if (kept == null) {
            onEveryLoop(loop -> loop.noteWrites(coherence));
        }
        TrustedCommands trusted = new TrustedCommands(wanted.trustedCommands());
        onEveryLoop(loop -> loop.remember(access(next, trusted, loops.indexOf(loop))));
        cache = next;
    }

    private CacheAccess access(LocalCache next, TrustedCommands trusted, int loop) {
        return new CacheAccess(next, hotKeys.get(loop), counts.get(loop), table, trusted, ownCommand);
    }

    private void onEveryLoop(Function<ClientLoop, Future<?>> task) {
        List<Future<?>> done = new ArrayList<>();
        loops.forEach(loop -> done.add(task.apply(loop)));
        done.forEach(Future::syncUninterruptibly);
    }

    private void show() {
        LocalCache now = cache;
        if (now == null) {
            view = Optional.empty();
            metrics.forgetCache();
            return;
        }
        CacheFigures figures = new CacheFigures(
                counts,
                now.rules().prefixes(),
                now.replies()::entryCount,
                now.replies()::bytes,
                config.maxBytes(),
                arming::isArmed);
        metrics.watchCache(figures);
        view = Optional.of(new ProxyCache(
                now, figures, shards, table.byId(), new TrustedCommands(config.trustedCommands()), learned));
    }

    private static List<CacheRule> rules(CacheConfig wanted) {
        return wanted.allRules().stream().map(CacheSwitch::rule).toList();
    }

    private static CacheRule rule(Rule rule) {
        return new CacheRule(
                rule.prefix(), CacheRule.Mode.valueOf(rule.mode().name()), rule.maxAge(), rule.maxEntryBytes());
    }
}
