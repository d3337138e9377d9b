// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes to commands and replies, and back: RESP2 and RESP3, with limits checked before anything is allocated. No policy
 * and no I/O. On the data path, read {@link io.ringway.resp.CommandParser} (client bytes to {@link
 * io.ringway.resp.CommandFrame}) and {@link io.ringway.resp.ReplyScanner} (where a server's reply ends); off it,
 * {@link io.ringway.resp.RespValue} with its encoder and decoder. Depends on Netty's buffers only.
 */
@NullMarked
package io.ringway.resp;

import org.jspecify.annotations.NullMarked;
