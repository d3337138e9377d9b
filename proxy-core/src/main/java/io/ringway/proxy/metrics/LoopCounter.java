// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

/** What a loop counts for all its clients together. Immutable. */
enum LoopCounter {
    CLIENTS_OPENED,
    CLIENTS_CLOSED,
    CLIENT_BYTES_IN,
    CLIENT_BYTES_OUT,
    CLIENTS_HELD,
    CLIENTS_RELEASED,
    /** The only one that also falls. */
    OUTPUT_BUFFERED
}
