// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The remembered replies, in a bounded number of bytes; which ones stay is decided by how often and how lately they were used
 * (Caffeine's TinyLFU). Whether one is still true is {@link Coherence}'s to say: a reply that is not is never found, and leaves
 * when a newer one takes its place or room is needed. Most hits are found beside that cache, in {@link NearReplies}. Eviction
 * runs on whichever loop fills. Safe for use by any thread.
 */
public final class ReplyCache {
    /** By how much a cache gets smaller at once: some milliseconds' work. */
    private static final long SHRINK_BYTES = 4 << 20;

    private final Coherence coherence;
    private final NearReplies near;
    private final Admission admission;
    /** By the hash of the command, which another one may have too: it has to be compared with what is found. */
    private final Cache<Long, CachedReply> entries;

    private final Policy.Eviction<Long, CachedReply> eviction;
    /** What all entries take. */
    private final AtomicLong bytes = new AtomicLong();

    private volatile long maxBytes;
    private volatile boolean on = true;
    /** Whether it is never to be switched on again. */
    private boolean retired;

    /**
     * Nothing remembered.
     *
     * @param maxBytes what all entries may take, as {@link CachedReply} counts it
     * @param admission is told what became of those that had to leave
     */
    public ReplyCache(Coherence coherence, long maxBytes, Admission admission) {
        this.coherence = coherence;
        this.admission = admission;
        this.near = new NearReplies(maxBytes, this::all);
        this.entries = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Long hash, CachedReply reply) -> reply.weight())
                .executor(Runnable::run)
                .removalListener(this::left)
                .build();
        this.maxBytes = maxBytes;
        this.eviction = entries.policy().eviction().orElseThrow();
    }

    /** The reply to a command, if there is one and it is true now. */
    public @Nullable CachedReply find(CommandProbe command, long now) {
        CachedReply reply = near.find(command);
        if (reply != null) {
            return coherence.isCurrent(reply, now) ? reply : null;
        }
        if (near.hasAll(command)) {
            return null;
        }
        reply = entries.getIfPresent(command.hash());
        if (reply == null || !command.isAnsweredBy(reply) || !coherence.isCurrent(reply, now)) {
            return null;
        }
        near.putBack(reply);
        return reply;
    }

    /**
     * The replies to some commands, as far as they are easily found and true now. Where processors wait for memory, they wait for
     * all of them together.
     *
     * @param found is filled, with null for what was not found
     * @param count how many commands there are
     */
    public void find(CommandProbe[] commands, @Nullable CachedReply[] found, int count, long now) {
        near.find(commands, found, count);
        for (int i = 0; i < count; i++) {
            CachedReply reply = found[i];
            if (reply != null && !coherence.isCurrent(reply, now)) {
                found[i] = null;
            }
        }
    }

    /**
     * Tells the policy of some hits. Not worth it for each: its bookkeeping costs more than all else that one takes. As long as
     * nothing will have to leave soon, it need not know.
     *
     * @param times how many hits there were since this was told of some reply
     */
    public void used(CachedReply reply, int times) {
        reply.used(times);
        if (bytes() > maxBytes / 2) {
            var unused = entries.getIfPresent(reply.hash());
        }
    }

    /** Remembers a reply, if what was true when its command was sent still is. */
    public boolean store(CachedReply reply, FillTicket read) {
        if (!on || !coherence.mayStore(read)) {
            return false;
        }
        bytes.addAndGet(reply.weight());
        entries.put(reply.hash(), reply);
        near.put(reply);
        return true;
    }

    private void left(@Nullable Long hash, @Nullable CachedReply reply, RemovalCause cause) {
        if (reply != null) {
            bytes.addAndGet(-reply.weight());
            reply.leave();
            near.forget(reply);
            if (cause == RemovalCause.SIZE) {
                admission.evicted(reply.uses());
            }
        }
    }

    private Iterable<CachedReply> all() {
        return entries.asMap().values();
    }

    /** What it takes besides the replies, where these may take so many bytes. */
    static long tableBytes(long maxBytes) {
        return NearReplies.bytes(maxBytes);
    }

    /** Whether replies are remembered and given out. */
    public boolean isOn() {
        return on;
    }

    /** Begins or ends both; what was remembered is forgotten. */
    public synchronized void turn(boolean next) {
        on = next && !retired;
        clear();
    }

    /** Ends both for good, on all event loops at once: another cache takes its place. */
    public synchronized void retire() {
        retired = true;
        turn(false);
    }

    /**
     * From now on all entries may take so many bytes; those for which there is no room any more are forgotten. In steps, as whoever
     * fills meanwhile may have to wait for each.
     */
    public void resize(long newMaxBytes) {
        for (long next = maxBytes - SHRINK_BYTES; next > newMaxBytes; next -= SHRINK_BYTES) {
            eviction.setMaximum(next);
        }
        eviction.setMaximum(newMaxBytes);
        near.resize(newMaxBytes);
        maxBytes = newMaxBytes;
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
        return bytes.get();
    }

    public long maxBytes() {
        return maxBytes;
    }

    /** What is remembered of a key; slow, for people. */
    public List<Line> inspect(byte[] key, long now) {
        List<Line> lines = new ArrayList<>();
        for (CachedReply reply : entries.asMap().values()) {
            if (reply.reads(key)) {
                lines.add(new Line(reply, coherence.isCurrent(reply, now)));
            }
        }
        return lines;
    }

    /** Forgets the keys that fit; returns how many entries that were. Slow, for people. */
    public int forget(Predicate<byte[]> keys) {
        int forgotten = 0;
        for (CachedReply reply : entries.asMap().values()) {
            if (keys.test(reply.key())) {
                coherence.stripeChanged(reply.stripe());
                entries.invalidate(reply.hash());
                forgotten++;
            }
        }
        return forgotten;
    }

    /** An entry, for people; no longer current where it only waits to be replaced. */
    public record Line(CachedReply reply, boolean isCurrent) {}
}
