// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

/** Bytes between quotes, in one line of printable ASCII, escaped as redis-cli shows them. Stateless. */
public final class Quoted {
    private Quoted() {}

    public static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + 2).append('"');
        for (byte b : bytes) {
            switch (b) {
                case '"', '\\' -> text.append('\\').append((char) b);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case 7 -> text.append("\\a");
                case '\b' -> text.append("\\b");
                default -> {
                    if (b >= ' ' && b <= '~') {
                        text.append((char) b);
                    } else {
                        text.append("\\x")
                                .append(Character.forDigit(b >> 4 & 0xf, 16))
                                .append(Character.forDigit(b & 0xf, 16));
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
