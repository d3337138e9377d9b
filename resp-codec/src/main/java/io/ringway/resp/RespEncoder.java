// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

import io.netty.buffer.ByteBuf;

/** Writes {@link RespValue}s in either protocol, with the down-conversions that Redis itself applies for RESP2. Stateless. */
public final class RespEncoder {
    private RespEncoder() {}

    /** Appends a value as a client of this protocol version expects it. */
    public static void encode(ByteBuf out, RespValue value, Protocol protocol) {
        throw new UnsupportedOperationException();
    }
}
