// SPDX-License-Identifier: Apache-2.0
/**
 * Sockets, event loops and buffers, the same for both sides: what {@link io.ringway.proxy.transport.Transport} the loops run
 * on, what the connections of one {@link io.ringway.proxy.transport.Loop} share, and how bytes get in and out in few system
 * calls and few copies. Knows nothing of commands.
 */
@NullMarked
package io.ringway.proxy.transport;

import org.jspecify.annotations.NullMarked;
