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
    OTHER_TYPES,
    /** Scripts called by their digest, and functions. */
    DIGESTS,
    /** Commands that block, on connections that are lent to them. */
    BLOCKING,
    /** WATCH, and what is sent between it and EXEC or UNWATCH. */
    WATCHES,
    /** MOVE, and COPY from another database. */
    DATABASES,
    /** SWAPDB, of which a server tells nobody. */
    SWAPS
}
