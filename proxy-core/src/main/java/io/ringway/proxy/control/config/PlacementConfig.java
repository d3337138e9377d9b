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
        RENDEZVOUS(Hash.XXH3),
        /** As twemproxy does it, so that a change to Ringway moves no key. */
        KETAMA(Hash.FNV1A_64),
        JUMP(Hash.XXH3),
        /** As twemproxy does it. */
        MODULA(Hash.FNV1A_64);

        private final Hash defaultHash;

        Algorithm(Hash defaultHash) {
            this.defaultHash = defaultHash;
        }

        /** What keys are hashed with unless the user says otherwise. */
        public Hash defaultHash() {
            return defaultHash;
        }
    }

    /** What is computed of a key. */
    public enum Hash {
        XXH3,
        FNV1A_64,
        MD5
    }
}
