// SPDX-License-Identifier: Apache-2.0
/** Tests of the whole proxy against real servers. Start at {@link io.ringway.proxy.it.SameAsRedisIT}. */
@NullMarked
package io.ringway.proxy.it;

import org.jspecify.annotations.NullMarked;
