// SPDX-License-Identifier: Apache-2.0
/**
 * Looks after shards that come back: {@link io.ringway.proxy.control.health.RestartWatch} notices that another process answers for
 * a shard than before, and {@link io.ringway.proxy.control.health.LibraryRepair} gives it the libraries of functions that it lacks.
 * Has a thread of its own; the data path knows nothing of it.
 */
@NullMarked
package io.ringway.proxy.control.health;

import org.jspecify.annotations.NullMarked;
