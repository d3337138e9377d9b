// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.ringway.proxy.cache.CachedReply;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.HotKeys;
import io.ringway.proxy.cache.LocalCache;
import io.ringway.proxy.cache.ReplyCache;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.command.TrustedCommands;
import io.ringway.proxy.metrics.CacheFigures;
import io.ringway.proxy.plan.CacheView;
import io.ringway.proxy.plan.planners.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The cache as commands and operators see it. Safe for use by any thread.
 *
 * @param rows of the command table, by id; trusted commands are numbered behind them
 */
record ProxyCache(
        LocalCache cache,
        CacheFigures source,
        List<String> shards,
        List<CommandSpec> rows,
        TrustedCommands trusted,
        LearnedCommands learned)
        implements CacheView {
    @Override
    public Map<String, String> figures() {
        return source.read(shards);
    }

    @Override
    public List<String> stats() {
        List<String> lines = new ArrayList<>();
        lines.add("cache_on:" + (cache.replies().isOn() ? 1 : 0));
        figures().forEach((name, value) -> lines.add(name + ":" + value));
        lines.add("cache_fill_threshold:" + cache.admission().threshold());
        for (int shard = 0; shard < shards.size(); shard++) {
            String reason = cache.arming().reason(shard);
            lines.add("shard_" + shards.get(shard) + ":"
                    + (reason == null ? "cache_armed=1" : "cache_armed=0,reason=" + reason)
                    + table(cache.arming().trackedKeys(shard)));
        }
        for (String name : trusted.names()) {
            CommandSpec row = learned.find(name);
            lines.add("trusted_" + name + ":"
                    + (row == null ? "not used yet" : trusted.of(row).text()));
        }
        return lines;
    }

    @Override
    public List<String> inspect(byte[] key) {
        long now = System.nanoTime();
        return cache.replies().inspect(key, now).stream()
                .map(line -> line(line, now))
                .toList();
    }

    @Override
    public void forget(byte[] key) {
        cache.coherence().stripeChanged(Coherence.stripeOf(key));
    }

    @Override
    public int forget(Predicate<byte[]> keys) {
        return cache.replies().forget(keys);
    }

    @Override
    public void flush() {
        cache.replies().clear();
    }

    @Override
    public void turn(boolean on) {
        cache.replies().turn(on);
    }

    @Override
    public List<String> hotKeys(int most) {
        return HotKeys.merge(cache.hotKeys(), most).stream()
                .map(key -> "key=" + Quoted.of(key.key()) + " accesses=" + key.accesses() + " error=" + key.error())
                .toList();
    }

    private String nameOf(int row) {
        return row < rows.size() ? rows.get(row).name() : trusted.names().get(row - rows.size());
    }

    /** What a server says of the size of its table of tracked keys, and whether it is too small for what may be remembered. */
    private String table(long keys) {
        if (keys <= 0) {
            return "";
        }
        boolean small = keys < cache.replies().entryCount();
        return ",tracking-table-max-keys=" + keys + (small ? ",too-small=1" : "");
    }

    private String line(ReplyCache.Line line, long now) {
        CachedReply reply = line.reply();
        return "command=" + nameOf(reply.row())
                + " arguments=" + Quoted.of(reply.arguments())
                + " db=" + reply.database()
                + " form=" + reply.form()
                + " bytes=" + reply.length()
                + " current=" + (line.isCurrent() ? 1 : 0)
                + " ttl_ms=" + TimeUnit.NANOSECONDS.toMillis(reply.expiresAt() - now);
    }
}
