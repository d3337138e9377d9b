// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.nio.charset.StandardCharsets;

/** Pins keys to one shard, whatever their hash. Its text names the keys: {@code prefix celery}. Immutable. */
public sealed interface PlacementRule {
    /** The name of the shard. */
    String shard();

    /** Whether this rule, coming first, leaves no key to the other. */
    boolean hides(PlacementRule other);

    /** Keys that begin with a text, in any database. Hash tags mean nothing to it. */
    record Prefix(String prefix, String shard) implements PlacementRule {
        public Prefix {
            if (prefix.isEmpty()) {
                throw new IllegalArgumentException("a placement rule's prefix must not be empty");
            }
        }

        byte[] bytes() {
            return prefix.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean hides(PlacementRule other) {
            return other instanceof Prefix longer && longer.prefix.startsWith(prefix);
        }

        @Override
        public String toString() {
            byte[] bytes = bytes();
            return "prefix " + Printable.of(bytes, 0, bytes.length);
        }
    }

    /** All keys of a database. */
    record Database(int database, String shard) implements PlacementRule {
        @Override
        public boolean hides(PlacementRule other) {
            return other instanceof Database same && same.database == database;
        }

        @Override
        public String toString() {
            return "database " + database;
        }
    }
}
