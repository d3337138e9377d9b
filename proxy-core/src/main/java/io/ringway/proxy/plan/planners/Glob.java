// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import java.nio.charset.StandardCharsets;

/**
 * A pattern as Redis' {@code KEYS}, {@code CONFIG GET} and {@code COMMAND LIST} take it, oddities included: a class without
 * its bracket ends with the pattern, {@code [^} alone matches anything, an escaped byte in a class never ignores case, ranges
 * work either way round and compare signed bytes, and only the empty pattern matches the empty text. Immutable.
 */
public final class Glob {
    private final byte[] pattern;
    private final boolean ignoreCase;

    private Glob(byte[] pattern, boolean ignoreCase) {
        this.pattern = pattern;
        this.ignoreCase = ignoreCase;
    }

    public static Glob ignoringCase(byte[] pattern) {
        return new Glob(pattern, true);
    }

    public static Glob exact(byte[] pattern) {
        return new Glob(pattern, false);
    }

    boolean matches(String text) {
        return matches(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Linear in all but the worst cases: after a mismatch only the last star before it can still help. */
    public boolean matches(byte[] text) {
        if (text.length == 0) {
            return pattern.length == 0;
        }
        int at = 0;
        int afterStar = -1;
        int starText = 0;
        int next = 0;
        while (next < text.length) {
            if (at < pattern.length && pattern[at] == '*') {
                afterStar = ++at;
                starText = next;
                continue;
            }
            int behind = at < pattern.length ? matchOne(at, text[next]) : -1;
            if (behind >= 0) {
                at = behind;
                next++;
            } else if (afterStar >= 0) {
                at = afterStar;
                next = ++starText;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }

    /** Index behind the pattern's element at {@code at} where it matches {@code b}, else -1. */
    private int matchOne(int at, byte b) {
        return switch (pattern[at]) {
            case '?' -> at + 1;
            case '[' -> matchClass(at + 1, b);
            case '\\' -> {
                int literal = at + 1 < pattern.length ? at + 1 : at;
                yield same(pattern[literal], b) ? literal + 1 : -1;
            }
            default -> same(pattern[at], b) ? at + 1 : -1;
        };
    }

    private int matchClass(int from, byte b) {
        int at = from;
        boolean negated = at < pattern.length && pattern[at] == '^';
        if (negated) {
            at++;
        }
        boolean found = false;
        while (at < pattern.length && pattern[at] != ']') {
            int left = pattern.length - at;
            if (pattern[at] == '\\' && left >= 2) {
                found |= pattern[at + 1] == b;
                at += 2;
            } else if (left >= 3 && pattern[at + 1] == '-') {
                found |= inRange(pattern[at], pattern[at + 2], b);
                at += 3;
            } else {
                found |= same(pattern[at], b);
                at++;
            }
        }
        int behind = Math.min(at + 1, pattern.length);
        return found == negated ? -1 : behind;
    }

    private boolean inRange(byte one, byte other, byte b) {
        int low = fold((byte) Math.min(one, other));
        int high = fold((byte) Math.max(one, other));
        int value = fold(b);
        return low <= value && value <= high;
    }

    private boolean same(byte one, byte other) {
        return fold(one) == fold(other);
    }

    private int fold(byte b) {
        return ignoreCase && b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }
}
