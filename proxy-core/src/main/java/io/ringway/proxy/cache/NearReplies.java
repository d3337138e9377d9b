// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembered replies by the hash of their command, so that a hit costs a look at two neighbouring places and no more, and a miss
 * one look more. A reply may be missing here, where others have taken its places; then the cache behind it is asked. Whatever
 * leaves that cache must leave here too, or it would stay in memory. There are a few places for each reply and not many more: the
 * fewer there are, the more of them the processor keeps at hand. Safe for use by any thread.
 */
final class NearReplies {
    private static final int FEWEST_PLACES = 1 << 10;
    private static final int MOST_PLACES = 1 << 26;
    /** Of a reply at the least. */
    private static final int LEAST_BYTES = 256;
    /** Of a reference, on a 64-bit JVM with compressed references, and of half a count. */
    private static final int PLACE_BYTES = 5;

    private final Predicate<CachedReply> remembered;
    private volatile int most;
    private volatile Places places;
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
        this.places = new Places(Math.min(FEWEST_PLACES, most));
    }

    /** What the places for so many bytes of replies take at most. */
    static long bytes(long maxBytes) {
        return (long) count(maxBytes) * PLACE_BYTES;
    }

    /** The reply to the command, if it is here; whether it is true is not looked at. */
    @Nullable
    CachedReply find(CommandProbe command) {
        Places all = places;
        int place = all.first(command.hash());
        CachedReply reply = all.get(place);
        if (reply != null && command.isAnsweredBy(reply)) {
            return reply;
        }
        reply = all.get(place ^ 1);
        return reply != null && command.isAnsweredBy(reply) ? reply : null;
    }

    /** Whether what is not here is not remembered at all; may be wrong once in a while, which costs a hit. */
    boolean hasAll(CommandProbe command) {
        Places all = places;
        return !all.hasAway(all.first(command.hash()));
    }

    /**
     * The replies to some commands, as {@link #find(CommandProbe)}: step by step for all of them, so that each step's misses of the
     * processor's caches are waited for together.
     */
    void find(CommandProbe[] commands, @Nullable CachedReply[] found, int count) {
        Places all = places;
        for (int i = 0; i < count; i++) {
            found[i] = all.get(all.first(commands[i].hash()));
        }
        for (int i = 0; i < count; i++) {
            CachedReply reply = found[i];
            if (reply == null || reply.hash() != commands[i].hash()) {
                found[i] = all.get(all.first(commands[i].hash()) ^ 1);
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
        Places all = places;
        if (all.put(reply) && ++taken > all.length() / 8 * 3 && all.length() < most) {
            grow(all);
        }
        if (!remembered.test(reply)) {
            // It was evicted meanwhile.
            remove(reply);
        }
    }

    /** Takes in a reply that was not here though it was remembered. */
    void putBack(CachedReply reply) {
        places.countAway(reply, -1);
        put(reply);
    }

    /** Forgets a reply that is not remembered any more. */
    void remove(CachedReply reply) {
        Places all = places;
        if (all.remove(reply)) {
            taken--;
        } else {
            all.countAway(reply, -1);
        }
    }

    /** From now on all replies may take so many bytes. */
    synchronized void resize(long maxBytes) {
        most = count(maxBytes);
        if (places.length() > most) {
            moveTo(most);
        }
    }

    private synchronized void grow(Places old) {
        if (places == old && old.length() < most) {
            moveTo(old.length() * 2);
        }
    }

    /** By whoever has the lock. */
    private void moveTo(int length) {
        Places more = new Places(length, places);
        taken = more.taken();
        places = more;
        // Some may have been evicted, and taken away from the old places only.
        more.keepOnly(remembered);
    }

    private static int count(long maxBytes) {
        long wanted = Math.max(2, Math.min(MOST_PLACES, maxBytes / LEAST_BYTES * 2));
        return (int) Long.highestOneBit(wanted);
    }

    /** The places, two for each reply, and for each two how many replies have been put out of them that are still remembered. */
    private static final class Places {
        private final AtomicReferenceArray<@Nullable CachedReply> replies;
        /** By pair of places. Races make a count wrong by little: too high costs a search in vain, too low a hit. */
        private final byte[] away;

        Places(int length) {
            replies = new AtomicReferenceArray<>(length);
            away = new byte[length / 2];
        }

        /** With what was in others. */
        Places(int length, Places before) {
            this(length);
            for (int pair = 0; pair < Math.max(away.length, before.away.length); pair++) {
                away[pair % away.length] |= before.away[pair % before.away.length];
            }
            for (int i = 0; i < before.length(); i++) {
                CachedReply reply = before.get(i);
                if (reply != null) {
                    put(reply);
                }
            }
        }

        int length() {
            return replies.length();
        }

        int first(long hash) {
            return (int) hash & replies.length() - 1;
        }

        @Nullable
        CachedReply get(int place) {
            return replies.get(place);
        }

        boolean hasAway(int place) {
            return away[place >>> 1] != 0;
        }

        void countAway(CachedReply reply, int more) {
            int pair = first(reply.hash()) >>> 1;
            away[pair] = (byte) Math.max(0, Math.min(Byte.MAX_VALUE, away[pair] + more));
        }

        /** Puts a reply where its command's last one was, else where nothing is, else in another's place; returns whether nothing was. */
        boolean put(CachedReply reply) {
            int first = first(reply.hash());
            CachedReply here = replies.get(first);
            CachedReply there = replies.get(first ^ 1);
            boolean second = !isLike(reply, here) && (isLike(reply, there) || (here != null && there == null));
            CachedReply former = replies.getAndSet(second ? first ^ 1 : first, reply);
            if (former != null && !isLike(reply, former)) {
                countAway(former, 1);
            }
            return former == null;
        }

        boolean remove(CachedReply reply) {
            int first = first(reply.hash());
            return replies.compareAndSet(first, reply, null) || replies.compareAndSet(first ^ 1, reply, null);
        }

        int taken() {
            int taken = 0;
            for (int i = 0; i < replies.length(); i++) {
                if (replies.get(i) != null) {
                    taken++;
                }
            }
            return taken;
        }

        void keepOnly(Predicate<CachedReply> remembered) {
            for (int i = 0; i < replies.length(); i++) {
                CachedReply reply = replies.get(i);
                if (reply != null && !remembered.test(reply)) {
                    replies.compareAndSet(i, reply, null);
                }
            }
        }

        private static boolean isLike(CachedReply reply, @Nullable CachedReply other) {
            return other != null && other.hash() == reply.hash();
        }
    }
}
