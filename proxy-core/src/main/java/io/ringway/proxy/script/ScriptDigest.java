// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.script;

import io.ringway.resp.CommandFrame;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-1 digest by which servers know a script. Immutable.
 *
 * @param high its first eight bytes
 * @param middle the next eight
 * @param low the last four
 */
public record ScriptDigest(long high, long middle, int low) {
    private static final int HEX_DIGITS = 40;
    private static final int LONG_DIGITS = 16;

    /** The digest of a script's body. */
    public static ScriptDigest of(byte[] body) {
        ByteBuffer digest = ByteBuffer.wrap(sha1().digest(body));
        return new ScriptDigest(digest.getLong(), digest.getLong(), digest.getInt());
    }

    /** The digest that an argument spells in hexadecimal digits of any case; null where it spells none. */
    public static @Nullable ScriptDigest parse(CommandFrame command, int argument) {
        if (command.argLength(argument) != HEX_DIGITS) {
            return null;
        }
        long[] parts = new long[3];
        for (int i = 0; i < HEX_DIGITS; i++) {
            int digit = Character.digit(command.byteAt(argument, i), 16);
            if (digit < 0) {
                return null;
            }
            parts[i / LONG_DIGITS] = parts[i / LONG_DIGITS] << 4 | digit;
        }
        return new ScriptDigest(parts[0], parts[1], (int) parts[2]);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
