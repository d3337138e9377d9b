// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

/**
 * A key that a section may have. Immutable.
 *
 * @param absent what the value is without the key; for a required one, anything that lets reading go on
 * @param shownDefault how the documentation puts {@code absent}; empty for a required key
 * @param meaning one line for the documentation
 */
record Setting<T>(String key, ValueType<T> type, T absent, String shownDefault, String meaning) {
    static <T> Setting<T> of(String key, ValueType<T> type, T absent, String shownDefault, String meaning) {
        return new Setting<>(key, type, absent, shownDefault, meaning);
    }

    static <T> Setting<T> required(String key, ValueType<T> type, T standIn, String meaning) {
        return new Setting<>(key, type, standIn, "", meaning);
    }

    boolean isRequired() {
        return shownDefault.isEmpty();
    }

    Setting<T> withAbsent(T next) {
        return new Setting<>(key, type, next, shownDefault, meaning);
    }
}
