// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The remembered replies, in a bounded number of bytes; which ones stay is decided by how often and how lately they were used
 * (Caffeine's TinyLFU). Whether one is still true is {@link Coherence}'s to say: a reply that is not is never found, and leaves
 * when a newer one takes its place or room is needed. Eviction runs on whichever loop fills. Safe for use by any thread.
 */
public final class ReplyCache {
    private final Coherence coherence;
    private final Cache<CommandKey, CachedReply> entries;
    private final Policy.Eviction<CommandKey, CachedReply> eviction;
    private volatile boolean on = true;

    /** @param maxBytes what all entries may take, as {@link CachedReply} counts it */
    public ReplyCache(Coherence coherence, long maxBytes) {
        this.coherence = coherence;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher(CachedReply::weight)
                .executor(Runnable::run)
                .build();
        this.eviction = entries.policy().eviction().orElseThrow();
    }

    /** The reply to a command, if there is one and it is true now. */
    public @Nullable CachedReply find(CommandProbe command, long now) {
        CachedReply reply = entries.getIfPresent(command);
        return reply != null && coherence.isCurrent(reply, now) ? reply : null;
    }

    /** Remembers a reply, if what was true when its command was sent still is. */
    public boolean store(StoredCommand command, CachedReply reply, FillTicket read) {
        if (!on || !coherence.mayStore(read)) {
            return false;
        }
        entries.put(command, reply);
        return true;
    }

    /** Whether replies are remembered and given out. */
    public boolean isOn() {
        return on;
    }

    /** Begins or ends both; what was remembered is forgotten. */
    public void turn(boolean next) {
        on = next;
        clear();
    }

    /** Forgets everything and gives its memory back. */
    public void clear() {
        coherence.everythingChanged();
        entries.invalidateAll();
    }

    public long entryCount() {
        return entries.estimatedSize();
    }

    /** What all entries take, those that are no longer true among them. */
    public long bytes() {
        return eviction.weightedSize().orElse(0);
    }

    /** Whether most of the memory is used. */
    boolean isFull() {
        return bytes() > maxBytes() / 10 * 9;
    }

    public long maxBytes() {
        return eviction.getMaximum();
    }

    /** What is remembered of a key; slow, for people. */
    public List<Line> inspect(byte[] key, long now) {
        List<Line> lines = new ArrayList<>();
        entries.asMap().forEach((command, reply) -> {
            if (command instanceof StoredCommand stored && stored.reads(key)) {
                lines.add(new Line(stored, reply, coherence.isCurrent(reply, now)));
            }
        });
        return lines;
    }

    /** Forgets the keys that fit; returns how many entries that were. Slow, for people. */
    public int forget(Predicate<byte[]> keys) {
        int forgotten = 0;
        for (Map.Entry<CommandKey, CachedReply> entry : entries.asMap().entrySet()) {
            if (entry.getKey() instanceof StoredCommand stored && keys.test(stored.key())) {
                coherence.stripeChanged(entry.getValue().stripe());
                entries.invalidate(stored);
                forgotten++;
            }
        }
        return forgotten;
    }

    /** An entry, for people; no longer current where it only waits to be replaced. */
    public record Line(StoredCommand command, CachedReply reply, boolean isCurrent) {}
}
