// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of the codec. {@link io.ringway.resp.ClientStreams} makes random input, {@link
 * io.ringway.resp.Torn} feeds it in pieces, {@link io.ringway.resp.RealRedis} says what a server makes of it.
 */
@NullMarked
package io.ringway.resp;

import org.jspecify.annotations.NullMarked;
