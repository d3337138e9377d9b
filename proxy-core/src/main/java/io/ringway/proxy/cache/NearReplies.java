// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembered replies by the hash of their command, so that a hit costs a look at one set of neighbouring places, and a miss hardly
 * anything. A reply may be missing here, where others have taken its places; then the cache behind it is asked. Whatever
 * leaves that cache must leave here too, or it would stay in memory. There are a few places for each reply and not many more: the
 * fewer there are, the more of them the processor keeps at hand. Safe for use by any thread.
 */
final class NearReplies {
    private static final int FEWEST_PLACES = 1 << 10;
    private static final int MOST_PLACES = 1 << 26;
    /** Of a reply at the least. */
    private static final int LEAST_BYTES = 256;
    /** Of a reference, on a 64-bit JVM with compressed references, of a tag and of a quarter of a count, rounded up. */
    private static final int PLACE_BYTES = 6;

    private final Supplier<Iterable<CachedReply>> remembered;
    private volatile int most;
    private volatile Places places;
    /** How many replies are here, or have been and are remembered, about: loops may count at the same time. */
    private int known;

    /**
     * Nothing yet.
     *
     * @param maxBytes what all replies may take
     * @param remembered gives the replies that are remembered, perhaps without those that come meanwhile
     */
    NearReplies(long maxBytes, Supplier<Iterable<CachedReply>> remembered) {
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
        return places.find(command);
    }

    /** Whether what is not here is not remembered at all; may be wrong once in a while, which costs a hit. */
    boolean hasAll(CommandProbe command) {
        Places all = places;
        return !all.hasAway(command.hash());
    }

    /**
     * The replies to some commands, as {@link #find(CommandProbe)}: step by step for all of them, so that each step's misses of the
     * processor's caches are waited for together.
     */
    void find(CommandProbe[] commands, @Nullable CachedReply[] found, int count) {
        Places all = places;
        for (int i = 0; i < count; i++) {
            found[i] = all.likely(commands[i].hash());
        }
        for (int i = 0; i < count; i++) {
            CachedReply reply = found[i];
            if (reply != null && !commands[i].isAnsweredBy(reply)) {
                found[i] = all.find(commands[i]);
            }
        }
    }

    /** Takes in a reply that has been remembered, unless it has left again: some are not worth the room. */
    void put(CachedReply reply) {
        if (reply.isGone()) {
            return;
        }
        Places all = places;
        if (all.put(reply) && ++known > all.length() / 8 * 3 && all.length() < most) {
            grow(all);
        }
        if (reply.isGone()) {
            // It was evicted meanwhile, and perhaps not found here.
            remove(reply);
        }
    }

    /** Takes in a reply that was not here though it was remembered. */
    void putBack(CachedReply reply) {
        places.countAway(reply.hash(), -1);
        known--;
        put(reply);
    }

    /** Forgets a reply that has left. */
    void forget(CachedReply reply) {
        if (reply.isNear()) {
            remove(reply);
        }
    }

    private void remove(CachedReply reply) {
        Places all = places;
        known--;
        if (!all.remove(reply)) {
            all.countAway(reply.hash(), -1);
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

    /** By whoever has the lock. What is remembered meanwhile may be missed. */
    private void moveTo(int length) {
        Places more = new Places(length);
        int count = 0;
        for (CachedReply reply : remembered.get()) {
            count += more.put(reply) ? 1 : 0;
        }
        places = more;
        known = count;
        // Some may have been evicted, and taken away from the old places only.
        more.dropGone();
    }

    private static int count(long maxBytes) {
        long wanted = Math.max(Places.WAYS, Math.min(MOST_PLACES, maxBytes / LEAST_BYTES * 2));
        return (int) Long.highestOneBit(wanted);
    }

    /** The places, in sets of a few for each reply, and for each set how many were put out of it that are still remembered. */
    private static final class Places {
        private static final int WAYS = Integer.BYTES;
        private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
        private static final int LOW_BITS = 0x01010101;
        private static final int HIGH_BITS = 0x80808080;

        private final AtomicReferenceArray<@Nullable CachedReply> replies;
        /**
         * Eight bits of each reply's hash, so that others need not be fetched from memory; of the last one where there is none now. A
         * race of two loops may cost a hit.
         */
        private final byte[] tags;
        /** By set. Races make a count wrong by little: too high costs a search in vain, too low a hit. */
        private final byte[] away;

        Places(int length) {
            replies = new AtomicReferenceArray<>(length);
            tags = new byte[length];
            away = new byte[length / WAYS];
        }

        int length() {
            return replies.length();
        }

        /** What may be the reply to a command of this hash. */
        @Nullable
        CachedReply likely(long hash) {
            int set = set(hash);
            for (int matches = matches(set, hash); matches != 0; matches &= matches - 1) {
                CachedReply reply = replies.get(set + first(matches));
                if (reply != null) {
                    return reply;
                }
            }
            return null;
        }

        @Nullable
        CachedReply find(CommandProbe command) {
            int set = set(command.hash());
            for (int matches = matches(set, command.hash()); matches != 0; matches &= matches - 1) {
                CachedReply reply = replies.get(set + first(matches));
                if (reply != null && command.isAnsweredBy(reply)) {
                    return reply;
                }
            }
            return null;
        }

        boolean hasAway(long hash) {
            return away[set(hash) / WAYS] != 0;
        }

        void countAway(long hash, int more) {
            int set = set(hash) / WAYS;
            away[set] = (byte) Math.max(0, Math.min(Byte.MAX_VALUE, away[set] + more));
        }

        /**
         * Puts a reply where its command's last one was, else where nothing is, else in another's place; returns whether there is
         * one more now, be it away.
         */
        boolean put(CachedReply reply) {
            reply.takeIn();
            int place = placeFor(reply);
            CachedReply former = replies.getAndSet(place, reply);
            tags[place] = tag(reply.hash());
            if (former == null) {
                return true;
            }
            if (former.hash() == reply.hash()) {
                return false;
            }
            countAway(former.hash(), 1);
            return true;
        }

        private int placeFor(CachedReply reply) {
            int set = set(reply.hash());
            int free = -1;
            for (int place = set; place < set + WAYS; place++) {
                CachedReply former = replies.get(place);
                if (former == null) {
                    free = place;
                } else if (tags[place] == tag(reply.hash()) && former.hash() == reply.hash()) {
                    return place;
                }
            }
            return free >= 0 ? free : set + ((int) (reply.hash() >>> Integer.SIZE) & WAYS - 1);
        }

        boolean remove(CachedReply reply) {
            int set = set(reply.hash());
            for (int place = set; place < set + WAYS; place++) {
                if (replies.compareAndSet(place, reply, null)) {
                    return true;
                }
            }
            return false;
        }

        void dropGone() {
            for (int i = 0; i < replies.length(); i++) {
                CachedReply reply = replies.get(i);
                if (reply != null && reply.isGone()) {
                    replies.compareAndSet(i, reply, null);
                }
            }
        }

        private int set(long hash) {
            return (int) hash & replies.length() - WAYS;
        }

        /** Of the bits that do not choose the set. */
        private static byte tag(long hash) {
            return (byte) (hash >>> 56);
        }

        /** One bit for each place of the set with the hash's tag, at the least; the lowest is never in vain. */
        private int matches(int set, long hash) {
            int differences = (int) INT.get(tags, set) ^ LOW_BITS * (tag(hash) & 0xFF);
            return differences - LOW_BITS & ~differences & HIGH_BITS;
        }

        private static int first(int matches) {
            return Integer.numberOfTrailingZeros(matches) / Byte.SIZE;
        }
    }
}
