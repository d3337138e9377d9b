// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/** Shows any bytes in one line. Stateless. */
final class Printable {
    private Printable() {}

    /** Bytes outside printable ASCII, and the backslash, are written as {@code \xHH}. */
    static String of(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            int value = bytes[i] & 0xff;
            if (value < ' ' || value > '~' || value == '\\') {
                text.append(String.format("\\x%02x", value));
            } else {
                text.append((char) value);
            }
        }
        return text.toString();
    }
}
