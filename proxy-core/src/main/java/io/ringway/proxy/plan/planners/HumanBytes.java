// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import java.util.Locale;

/** Sizes as INFO shows them to people: {@code 512B}, {@code 1.17M}. Stateless. */
final class HumanBytes {
    private static final String UNITS = "KMGTP";

    private HumanBytes() {}

    /** @param bytes a whole number; other text comes back as it is */
    static String of(String bytes) {
        long size;
        try {
            size = Long.parseLong(bytes);
        } catch (NumberFormatException e) {
            return bytes;
        }
        if (size < 1024) {
            return size + "B";
        }
        double scaled = size / 1024.0;
        int unit = 0;
        while (scaled >= 1024 && unit < UNITS.length() - 1) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f%c", scaled, UNITS.charAt(unit));
    }
}
