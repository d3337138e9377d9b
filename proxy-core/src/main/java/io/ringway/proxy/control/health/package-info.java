// SPDX-License-Identifier: Apache-2.0
/**
 * Looks after what shards have to have in common. {@link io.ringway.proxy.control.health.LibraryRepair} gives a shard that is new, or
 * was restarted, the libraries of functions that it lacks. The data path knows nothing of it.
 */
@NullMarked
package io.ringway.proxy.control.health;

import org.jspecify.annotations.NullMarked;
