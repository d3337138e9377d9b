// SPDX-License-Identifier: Apache-2.0
/**
 * The proxy's own slow log: commands that kept a client waiting, with what SLOWLOG shows of them. Knows commands and replies,
 * and nothing of who records or asks.
 */
@NullMarked
package io.ringway.proxy.slowlog;

import org.jspecify.annotations.NullMarked;
