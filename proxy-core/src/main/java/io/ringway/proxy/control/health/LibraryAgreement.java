// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do about libraries of functions that shards lack. Two looks in a row have to show the same, as in between a command
 * of a client for all shards may have come to some of them. And what was given to a shard just when somebody deleted or
 * replaced it elsewhere is taken back: what people do wins. Confined to one thread.
 */
final class LibraryAgreement {
    private final List<String> names;
    private LibraryComparison last = LibraryComparison.EQUAL;
    /** Copies that shards were given; all leave when a look at all shards finds nothing new. */
    private final Set<LibraryCopy> given = new HashSet<>();

    /** @param names of the shards, by number */
    LibraryAgreement(List<String> names) {
        this.names = List.copyOf(names);
    }

    /**
     * Takes what the shards have said in a look.
     *
     * @param shards by number; null where one has no say
     * @param complete whether all have said all they will
     */
    Verdict look(List<@Nullable ShardLibraries> shards, boolean complete) {
        LibraryComparison now = LibraryComparison.of(names, shards);
        LibraryComparison sure = now.and(last);
        last = now;
        List<LibraryCopy> back = given.stream()
                .filter(copy -> sure.disputed().containsKey(copy.library()) && isThere(copy, shards))
                .toList();
        boolean settled = sure.equals(now);
        if (settled && complete) {
            given.clear();
        }
        return new Verdict(sure, back, settled);
    }

    /** A shard has been given a library. */
    void given(LibraryCopy copy) {
        given.add(copy);
    }

    private static boolean isThere(LibraryCopy copy, List<@Nullable ShardLibraries> shards) {
        ShardLibraries shard = shards.get(copy.shard());
        return shard != null && shard.has(copy);
    }

    /**
     * What is to be done.
     *
     * @param sure what shards lack, and what is to be left alone
     * @param back what is to be deleted again
     * @param settled whether another look has nothing to confirm
     */
    record Verdict(LibraryComparison sure, List<LibraryCopy> back, boolean settled) {}
}
