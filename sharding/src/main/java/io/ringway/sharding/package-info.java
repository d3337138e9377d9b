// SPDX-License-Identifier: Apache-2.0
/**
 * Key to shard: hashes, hash tags, rendezvous, rings, slots. Pure arithmetic: immutable, thread-safe, no I/O.
 *
 * <p>Start at {@link io.ringway.sharding.PlacementSpec}, what a user asks for, which makes a {@link
 * io.ringway.sharding.Placement}, what the data path asks. A placement is three steps, each a small class: {@link
 * io.ringway.sharding.HashTag} cuts out what is hashed, {@link io.ringway.sharding.KeyHash} hashes it, and the picker of
 * an {@link io.ringway.sharding.Algorithm} turns the hash into a shard. {@link
 * io.ringway.sharding.PlacementRules} make exceptions from it. {@link io.ringway.sharding.MovePlan} compares two
 * placements, {@link io.ringway.sharding.TwemproxyServer} reads a server of an existing twemproxy configuration, and
 * {@link io.ringway.sharding.Slots} knows Redis Cluster's slots. Depends on nothing of Ringway.
 *
 * <p>That twemproxy's placements are met exactly is shown by recordings of a real one: see {@code
 * src/test/golden/generate.py}.
 */
@NullMarked
package io.ringway.sharding;

import org.jspecify.annotations.NullMarked;
