// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.script;

import io.ringway.resp.CommandFrame;
import io.ringway.sharding.KeyHash;
import java.util.Arrays;

/**
 * Tells scripts that have been looked at from others by a quick hash: most EVALs send what was sent before, and the digest takes
 * ten times as long. Two bodies with one hash would cost the second its place in the memory, no more. Confined to one event loop.
 */
public final class SeenBodies {
    private static final int SLOTS = 1 << 10;
    private static final int INITIAL_BYTES = 1 << 10;
    /** Longer bodies get an array of their own each time, so that one huge script leaves no memory. */
    private static final int KEPT_BYTES = 64 << 10;

    /** By the hash's lower bits, the whole of it; 0 where there is none. */
    private final long[] hashes = new long[SLOTS];

    private byte[] scratch = new byte[INITIAL_BYTES];
    private int epoch;

    /**
     * Whether a body was not seen in this epoch of the memory, or too long ago; from now on it was.
     *
     * @param argument which argument of the command is the body
     */
    public boolean isNew(CommandFrame command, int argument, int now) {
        if (epoch != now) {
            forget();
            epoch = now;
        }
        int length = command.argLength(argument);
        byte[] target = length <= scratch.length ? scratch : grow(length);
        command.copyArg(argument, target);
        long hash = KeyHash.XXH3_64.of(target, 0, length) | 1;
        int slot = (int) (hash >>> 1) & (SLOTS - 1);
        boolean isNew = hashes[slot] != hash;
        hashes[slot] = hash;
        return isNew;
    }

    /** Somebody asked for a script that the memory has not: it may have been seen and pushed out. */
    public void forget() {
        Arrays.fill(hashes, 0);
    }

    private byte[] grow(int length) {
        if (length > KEPT_BYTES) {
            return new byte[length];
        }
        scratch = new byte[Integer.highestOneBit(length - 1) << 1];
        return scratch;
    }
}
