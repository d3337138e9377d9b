// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.ringway.resp.RespValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What shards lack of each other's libraries of functions, at one moment. A library is missing where no shard has another one of
 * that name and no shard without it may have deleted any; all other differences are left to people. Immutable.
 *
 * @param missing copies that shards lack
 * @param disputed libraries by name that it is not for us to put right, and why not
 */
record LibraryComparison(Set<LibraryCopy> missing, Map<String, String> disputed) {
    static final LibraryComparison EQUAL = new LibraryComparison(Set.of(), Map.of());

    LibraryComparison {
        missing = Set.copyOf(missing);
        disputed = Map.copyOf(disputed);
    }

    /**
     * Compares shards.
     *
     * @param names of the shards, by number
     * @param shards by number; null where one has no say, as it cannot be asked or knows no functions
     */
    static LibraryComparison of(List<String> names, List<@Nullable ShardLibraries> shards) {
        Set<LibraryCopy> missing = new HashSet<>();
        Map<String, String> disputed = new TreeMap<>();
        for (String library : libraries(shards)) {
            Set<RespValue.Bulk> codes = new HashSet<>();
            Set<Integer> lacking = new TreeSet<>();
            String dispute = "";
            for (int shard = 0; shard < shards.size(); shard++) {
                ShardLibraries state = shards.get(shard);
                RespValue.Bulk code = state == null ? null : state.codes().get(library);
                if (code != null) {
                    codes.add(code);
                } else if (state != null) {
                    lacking.add(shard);
                    if (state.mayHaveDeleted()) {
                        dispute = "shard " + names.get(shard) + " lacks it, and may have deleted it";
                    }
                }
            }
            if (codes.size() > 1) {
                dispute = "shards have it with different code";
            }
            if (dispute.isEmpty()) {
                codes.forEach(code -> lacking.forEach(shard -> missing.add(new LibraryCopy(shard, library, code))));
            } else {
                disputed.put(library, dispute);
            }
        }
        return new LibraryComparison(missing, disputed);
    }

    /** What holds by both comparisons. */
    LibraryComparison and(LibraryComparison other) {
        Set<LibraryCopy> both = new HashSet<>(missing);
        both.retainAll(other.missing);
        Map<String, String> inBoth = new TreeMap<>(disputed);
        inBoth.entrySet().retainAll(other.disputed.entrySet());
        return new LibraryComparison(both, inBoth);
    }

    private static Set<String> libraries(List<@Nullable ShardLibraries> shards) {
        Set<String> all = new TreeSet<>();
        for (ShardLibraries state : shards) {
            if (state != null) {
                all.addAll(state.codes().keySet());
            }
        }
        return all;
    }
}
