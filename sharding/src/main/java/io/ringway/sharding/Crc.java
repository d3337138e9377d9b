// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/** Cyclic redundancy checks, by tables made from their polynomials. Stateless. */
final class Crc {
    private static final int[] REFLECTED_04C11DB7 = reflectedTable(0xedb8_8320);
    private static final int[] FORWARD_1021 = forwardTable(0x1021);

    private Crc() {}

    /**
     * twemproxy does not cut the running remainder to 16 bits: the lower half of the result is CRC-16/XMODEM, the upper
     * half is what was shifted out of it.
     */
    static long crc16(byte[] bytes, int from, int to) {
        return Integer.toUnsignedLong(forward(bytes, from, to));
    }

    static long crc32(byte[] bytes, int from, int to) {
        return (crc32a(bytes, from, to) >>> 16) & 0x7fff;
    }

    static long crc32a(byte[] bytes, int from, int to) {
        int crc = -1;
        for (int i = from; i < to; i++) {
            crc = (crc >>> 8) ^ REFLECTED_04C11DB7[(crc ^ bytes[i]) & 0xff];
        }
        return Integer.toUnsignedLong(~crc);
    }

    /** CRC-16/XMODEM, the one behind Redis Cluster's slots. */
    static int xmodem(byte[] bytes, int from, int to) {
        return forward(bytes, from, to) & 0xffff;
    }

    private static int forward(byte[] bytes, int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc = (crc << 8) ^ FORWARD_1021[((crc >>> 8) ^ bytes[i]) & 0xff];
        }
        return crc;
    }

    private static int[] reflectedTable(int polynomial) {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ polynomial;
            }
            table[i] = crc;
        }
        return table;
    }

    private static int[] forwardTable(int polynomial) {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ polynomial;
            }
            table[i] = crc & 0xffff;
        }
        return table;
    }
}
