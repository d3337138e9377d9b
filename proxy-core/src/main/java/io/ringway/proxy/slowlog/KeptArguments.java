// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.slowlog;

import io.ringway.resp.CommandFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the slow log may show of a command, copied from its frame in one piece: as much as Redis shows, at most 32 arguments of
 * 128 bytes. Immutable.
 */
public final class KeptArguments {
    private static final int MAX_ARGUMENTS = 32;
    private static final int MAX_BYTES = 128;

    private final int argCount;
    /** For each argument its whole length, then its first bytes. */
    private final byte[] packed;

    private KeptArguments(int argCount, byte[] packed) {
        this.argCount = argCount;
        this.packed = packed;
    }

    public static KeptArguments of(CommandFrame command) {
        int shown = shown(command.argCount());
        int bytes = 0;
        for (int i = 0; i < shown; i++) {
            bytes += Integer.BYTES + Math.min(command.argLength(i), MAX_BYTES);
        }
        byte[] packed = new byte[bytes];
        ByteBuffer out = ByteBuffer.wrap(packed);
        for (int i = 0; i < shown; i++) {
            int length = Math.min(command.argLength(i), MAX_BYTES);
            out.putInt(command.argLength(i));
            command.buffer().getBytes(command.argStart(i), packed, out.position(), length);
            out.position(out.position() + length);
        }
        return new KeptArguments(command.argCount(), packed);
    }

    /** The arguments as SLOWLOG shows them: what is left out of one, or of all, is told in Redis' words. */
    List<byte[]> toList() {
        List<byte[]> arguments = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(packed);
        while (in.hasRemaining()) {
            int length = in.getInt();
            byte[] kept = new byte[Math.min(length, MAX_BYTES)];
            in.get(kept);
            arguments.add(length <= MAX_BYTES ? kept : cut(kept, length - MAX_BYTES));
        }
        if (arguments.size() < argCount) {
            arguments.add(ascii("... (" + (argCount - arguments.size()) + " more arguments)"));
        }
        return arguments;
    }

    private static int shown(int argCount) {
        return argCount > MAX_ARGUMENTS ? MAX_ARGUMENTS - 1 : argCount;
    }

    private static byte[] cut(byte[] kept, int missing) {
        byte[] remark = ascii("... (" + missing + " more bytes)");
        return ByteBuffer.allocate(kept.length + remark.length)
                .put(kept)
                .put(remark)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
