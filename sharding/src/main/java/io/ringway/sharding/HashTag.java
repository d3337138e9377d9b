// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.nio.charset.StandardCharsets;

/**
 * The two characters that mark the part of a key which alone is hashed, so that {@code {user1}:name} and {@code
 * {user1}:mail} share a shard.
 *
 * <p>Redis Cluster's rule, which is also twemproxy's: the part begins after the first opening character and ends before
 * the first closing character after it. Without either, or with nothing between them, the whole key is hashed. Both may
 * be the same character. Immutable.
 */
public final class HashTag {
    /** Whole keys are hashed. */
    public static final HashTag OFF = new HashTag("");

    /** Redis Cluster's own, and the default. */
    public static final HashTag BRACES = new HashTag("{}");

    private final String delimiters;
    private final boolean on;
    private final byte open;
    private final byte close;

    private HashTag(String delimiters) {
        this.delimiters = delimiters;
        this.on = !delimiters.isEmpty();
        this.open = on ? (byte) delimiters.charAt(0) : 0;
        this.close = on ? (byte) delimiters.charAt(1) : 0;
    }

    /** The tag with an opening and a closing character, such as {@code {}}; an empty text turns hash tags off. */
    public static HashTag of(String delimiters) {
        boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(delimiters);
        if (!ascii || (delimiters.length() != 2 && !delimiters.isEmpty())) {
            throw new IllegalArgumentException(
                    "a hash tag is two ASCII characters such as \"{}\", or empty for none, not \"" + delimiters + "\"");
        }
        return delimiters.isEmpty() ? OFF : new HashTag(delimiters);
    }

    /** The two characters, or nothing when off. */
    public String delimiters() {
        return delimiters;
    }

    /**
     * Where the hashed part of a key starts and ends: {@link #from} and {@link #to} of the answer. One long rather than
     * a pair, because this runs for each request and must not allocate.
     */
    long find(byte[] key, int length) {
        if (on) {
            int opened = indexOf(key, open, 0, length);
            int closed = indexOf(key, close, opened + 1, length);
            if (closed < length && closed > opened + 1) {
                return (long) (opened + 1) << 32 | closed;
            }
        }
        return length;
    }

    static int from(long range) {
        return (int) (range >>> 32);
    }

    static int to(long range) {
        return (int) range;
    }

    private static int indexOf(byte[] key, byte wanted, int from, int length) {
        int i = from;
        while (i < length && key[i] != wanted) {
            i++;
        }
        return i;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HashTag tag && delimiters.equals(tag.delimiters);
    }

    @Override
    public int hashCode() {
        return delimiters.hashCode();
    }

    @Override
    public String toString() {
        return on ? delimiters : "off";
    }
}
