// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

/** What clients of a history may do besides plain reads, writes and deletes. */
public enum Feature {
    EXPIRY,
    SCRIPTS,
    /** Scripts that write keys which they do not declare. */
    UNDECLARED_KEYS,
    TRANSACTIONS,
    RENAMES,
    FLUSHES,
    OTHER_TYPES
}
