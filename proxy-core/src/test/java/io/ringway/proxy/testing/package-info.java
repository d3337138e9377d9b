// SPDX-License-Identifier: Apache-2.0
/**
 * What integration tests are built of: real servers ({@link io.ringway.proxy.testing.RealRedis}), links that misbehave
 * ({@link io.ringway.proxy.testing.FaultLink}), clients that see bytes ({@link io.ringway.proxy.testing.RawClient}).
 * Plain blocking Java, so that no bug is
 * shared with what is tested.
 */
@NullMarked
package io.ringway.proxy.testing;

import org.jspecify.annotations.NullMarked;
