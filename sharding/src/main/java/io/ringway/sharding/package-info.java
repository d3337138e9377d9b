// SPDX-License-Identifier: Apache-2.0
/** Key to shard: hashes, hash tags, rendezvous, rings, slots. Pure arithmetic: immutable, thread-safe, no I/O. */
@NullMarked
package io.ringway.sharding;

import org.jspecify.annotations.NullMarked;
