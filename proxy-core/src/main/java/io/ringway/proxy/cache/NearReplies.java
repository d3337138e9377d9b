// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembered replies by the hash of their command, so that a hit costs a look at two neighbouring places and no more. A reply may
 * be missing here, where others have taken its places; then the cache behind it is asked. Whatever leaves that cache must leave
 * here too, or it would stay in memory. There are a few places for each reply and not many more: the fewer there are, the more of
 * them the processor keeps at hand. Safe for use by any thread.
 */
final class NearReplies {
    private static final int FEWEST_PLACES = 1 << 10;
    private static final int MOST_PLACES = 1 << 26;
    /** Of a reply at the least. */
    private static final int LEAST_BYTES = 256;
    /** Of a reference, on a 64-bit JVM with compressed references. */
    private static final int PLACE_BYTES = 4;

    private final Predicate<CachedReply> remembered;
    private volatile int most;
    private volatile AtomicReferenceArray<@Nullable CachedReply> places;
    /** How many places have been taken, about: loops may count at the same time. */
    private int taken;

    /**
     * Nothing yet.
     *
     * @param maxBytes what all replies may take
     * @param remembered whether a reply is in the cache behind this one
     */
    NearReplies(long maxBytes, Predicate<CachedReply> remembered) {
        this.remembered = remembered;
        this.most = count(maxBytes);
        this.places = new AtomicReferenceArray<>(Math.min(FEWEST_PLACES, most));
    }

    /** What the places for so many bytes of replies take at most. */
    static long bytes(long maxBytes) {
        return (long) count(maxBytes) * PLACE_BYTES;
    }

    /** The reply to the command, if it is here; whether it is true is not looked at. */
    @Nullable
    CachedReply find(CommandProbe command) {
        AtomicReferenceArray<@Nullable CachedReply> all = places;
        int place = (int) command.hash() & all.length() - 1;
        CachedReply reply = all.get(place);
        if (reply != null && command.isAnsweredBy(reply)) {
            return reply;
        }
        reply = all.get(place ^ 1);
        return reply != null && command.isAnsweredBy(reply) ? reply : null;
    }

    /**
     * The replies to some commands, as {@link #find(CommandProbe)}: step by step for all of them, so that each step's misses of the
     * processor's caches are waited for together.
     */
    void find(CommandProbe[] commands, @Nullable CachedReply[] found, int count) {
        AtomicReferenceArray<@Nullable CachedReply> all = places;
        int mask = all.length() - 1;
        for (int i = 0; i < count; i++) {
            found[i] = all.get((int) commands[i].hash() & mask);
        }
        for (int i = 0; i < count; i++) {
            CachedReply reply = found[i];
            if (reply == null || reply.hash() != commands[i].hash()) {
                found[i] = all.get(((int) commands[i].hash() & mask) ^ 1);
            }
        }
        for (int i = 0; i < count; i++) {
            CachedReply reply = found[i];
            if (reply != null && !commands[i].isAnsweredBy(reply)) {
                found[i] = null;
            }
        }
    }

    /** Takes in a reply that has been remembered. */
    void put(CachedReply reply) {
        AtomicReferenceArray<@Nullable CachedReply> all = places;
        if (put(all, reply) && ++taken > all.length() / 8 * 3 && all.length() < most) {
            grow(all);
        }
        if (!remembered.test(reply)) {
            // It was evicted meanwhile.
            remove(reply);
        }
    }

    /** Forgets a reply. */
    void remove(CachedReply reply) {
        AtomicReferenceArray<@Nullable CachedReply> all = places;
        int place = (int) reply.hash() & all.length() - 1;
        if (all.compareAndSet(place, reply, null) || all.compareAndSet(place ^ 1, reply, null)) {
            taken--;
        }
    }

    /** From now on all replies may take so many bytes. */
    synchronized void resize(long maxBytes) {
        most = count(maxBytes);
        if (places.length() > most) {
            moveTo(most);
        }
    }

    private synchronized void grow(AtomicReferenceArray<@Nullable CachedReply> old) {
        if (places == old && old.length() < most) {
            moveTo(old.length() * 2);
        }
    }

    /** By whoever has the lock. */
    private void moveTo(int length) {
        AtomicReferenceArray<@Nullable CachedReply> old = places;
        AtomicReferenceArray<@Nullable CachedReply> more = new AtomicReferenceArray<>(length);
        int moved = 0;
        for (int i = 0; i < old.length(); i++) {
            CachedReply reply = old.get(i);
            if (reply != null && put(more, reply)) {
                moved++;
            }
        }
        taken = moved;
        places = more;
        for (int i = 0; i < more.length(); i++) {
            CachedReply reply = more.get(i);
            if (reply != null && !remembered.test(reply)) {
                // It was evicted, and taken away from the old places only.
                more.compareAndSet(i, reply, null);
            }
        }
    }

    /** Puts a reply where its command's last one was, else where nothing is, else in another's place; returns whether nothing was. */
    private static boolean put(AtomicReferenceArray<@Nullable CachedReply> all, CachedReply reply) {
        int first = (int) reply.hash() & all.length() - 1;
        CachedReply here = all.get(first);
        CachedReply there = all.get(first ^ 1);
        boolean second = !isLike(reply, here) && (isLike(reply, there) || (here != null && there == null));
        all.set(second ? first ^ 1 : first, reply);
        return (second ? there : here) == null;
    }

    private static boolean isLike(CachedReply reply, @Nullable CachedReply other) {
        return other != null && other.hash() == reply.hash();
    }

    private static int count(long maxBytes) {
        long wanted = Math.max(2, Math.min(MOST_PLACES, maxBytes / LEAST_BYTES * 2));
        return (int) Long.highestOneBit(wanted);
    }
}
