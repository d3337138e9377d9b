// SPDX-License-Identifier: Apache-2.0
/**
 * Connections to the shards: {@link io.ringway.proxy.backend.Lanes} holds an event loop's {@link
 * io.ringway.proxy.backend.Lane lanes}, each one pipelined connection shared by the loop's clients. A reply is handed to the
 * {@link io.ringway.proxy.backend.ReplySink} of its command, and to nobody else.
 */
@NullMarked
package io.ringway.proxy.backend;

import org.jspecify.annotations.NullMarked;
