// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Doubles as Redis 7.0 writes them in replies: {@code printf}'s {@code %.17g}, and {@code inf}, {@code -inf}, {@code nan}. Stateless. */
final class DoubleText {
    private static final int DIGITS = 17;
    private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);
    /** Whole numbers below this have fewer digits than that and are written in full. */
    private static final double SURELY_FEWER_DIGITS = 1e15;

    private DoubleText() {}

    static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        if (value == Math.rint(value) && Math.abs(value) < SURELY_FEWER_DIGITS) {
            return Long.toString((long) value);
        }
        BigDecimal rounded = new BigDecimal(value).round(ROUNDING).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < DIGITS) {
            return rounded.toPlainString();
        }
        return scientific(rounded, exponent);
    }

    private static String scientific(BigDecimal number, int exponent) {
        StringBuilder text = new StringBuilder(number.unscaledValue().toString());
        int behindFirstDigit = number.signum() < 0 ? 2 : 1;
        if (text.length() > behindFirstDigit) {
            text.insert(behindFirstDigit, '.');
        }
        text.append(exponent < 0 ? "e-" : "e+");
        int magnitude = Math.abs(exponent);
        if (magnitude < 10) {
            text.append('0');
        }
        return text.append(magnitude).toString();
    }

    /** The value of a text that a server sent; throws {@link NumberFormatException} where it is none. */
    static double parse(String text) {
        switch (text) {
            case "inf", "+inf" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf" -> {
                return Double.NEGATIVE_INFINITY;
            }
            case "nan", "-nan" -> {
                return Double.NaN;
            }
            default -> {
                requireOnly("0123456789.+-eE", text);
                return Double.parseDouble(text);
            }
        }
    }

    /** Java reads other scripts' digits, hexadecimal floats and surrounding space as numbers too; the protocol does not. */
    static void requireOnly(String allowed, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (allowed.indexOf(text.charAt(i)) < 0) {
                throw new NumberFormatException(text);
            }
        }
    }
}
