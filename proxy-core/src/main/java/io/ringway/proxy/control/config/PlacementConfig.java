// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

/**
 * The rule that gives each key its shard. Immutable.
 *
 * @param hash what is computed of the key
 * @param hashTag the two characters around the part of a key that is hashed; empty to hash whole keys always
 */
public record PlacementConfig(Algorithm algorithm, Hash hash, String hashTag) {
    public static final PlacementConfig DEFAULT = new PlacementConfig(Algorithm.RENDEZVOUS, Hash.XXH3, "{}");

    /** How a hash picks a shard. */
    public enum Algorithm {
        RENDEZVOUS,
        KETAMA,
        JUMP,
        MODULA
    }

    /** What is computed of a key. */
    public enum Hash {
        XXH3,
        FNV1A_64,
        MD5
    }
}
