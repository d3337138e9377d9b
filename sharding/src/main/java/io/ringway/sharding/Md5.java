// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * MD5 as ketama uses it: a digest read as four little-endian numbers. The digest and its result are kept per thread,
 * because a key is hashed for each request and making them anew would be garbage each time.
 */
final class Md5 {
    /** Each thread's own; lives as long as the thread. */
    private static final ThreadLocal<Md5> OF_THREAD = ThreadLocal.withInitial(Md5::new);

    private final MessageDigest digest;
    private final byte[] result = new byte[16];

    private Md5() {
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime does not offer MD5, which the placement asks for", e);
        }
    }

    static long hash(byte[] bytes, int from, int to) {
        return numbersOf(bytes, from, to).number(0);
    }

    /** The digest of {@code bytes[from, to)}, valid until this thread computes its next. */
    static Md5 numbersOf(byte[] bytes, int from, int to) {
        Md5 md5 = OF_THREAD.get();
        md5.digest.update(bytes, from, to - from);
        try {
            md5.digest.digest(md5.result, 0, md5.result.length);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
        return md5;
    }

    /** One of the four numbers of the digest, unsigned. */
    long number(int index) {
        return LittleEndian.unsignedInt(result, index * Integer.BYTES);
    }
}
