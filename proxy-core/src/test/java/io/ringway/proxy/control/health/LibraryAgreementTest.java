// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.control.health.LibraryAgreement.Verdict;
import io.ringway.resp.RespValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LibraryAgreementTest {
    private static final ShardLibraries FRESH = new ShardLibraries(Map.of(), false);
    private static final ShardLibraries EMPTIED = new ShardLibraries(Map.of(), true);

    private final LibraryAgreement agreement = new LibraryAgreement(List.of("a", "b", "c"));

    @Test
    void shardsThatLackALibraryAreGivenItOnceTwoLooksHaveShownThat() {
        Verdict first = look(with("lib=1"), FRESH, FRESH);
        Verdict second = look(with("lib=1"), FRESH, FRESH);

        assertThat(first.sure()).isEqualTo(LibraryComparison.EQUAL);
        assertThat(first.settled()).isFalse();
        assertThat(second.sure().missing()).containsExactlyInAnyOrder(copy(1, "lib=1"), copy(2, "lib=1"));
    }

    @Test
    void whatAShardHasOfItsOwnDoesNotKeepItFromGettingTheRest() {
        Verdict verdict = lookTwice(with("lib=1", "own=1"), with("own=1"), with("lib=1"));

        assertThat(verdict.sure().missing()).containsExactlyInAnyOrder(copy(1, "lib=1"), copy(2, "own=1"));
    }

    @Test
    void nothingIsGivenToAShardThatMayHaveDeletedIt() {
        Verdict verdict = lookTwice(with("lib=1"), EMPTIED, FRESH);

        assertThat(verdict.sure().missing()).isEmpty();
        assertThat(verdict.sure().disputed()).containsEntry("lib", "shard b lacks it, and may have deleted it");
    }

    @Test
    void deletionsOfOtherLibrariesDoNotMatterWhereThisOneIs() {
        ShardLibraries deletedAnother = new ShardLibraries(with("lib=1").codes(), true);

        assertThat(lookTwice(deletedAnother, FRESH, deletedAnother).sure().missing())
                .containsExactly(copy(1, "lib=1"));
    }

    @Test
    void differentCodeIsLeftAlone() {
        Verdict verdict = lookTwice(with("lib=1"), with("lib=2"), FRESH);

        assertThat(verdict.sure().missing()).isEmpty();
        assertThat(verdict.sure().disputed()).containsEntry("lib", "shards have it with different code");
        assertThat(verdict.settled()).isTrue();
    }

    @Test
    void shardsWithoutASayAreLeftOut() {
        assertThat(lookTwice(with("lib=1"), null, FRESH).sure().missing()).containsExactly(copy(2, "lib=1"));
        assertThat(lookTwice(null, null, FRESH).sure()).isEqualTo(LibraryComparison.EQUAL);
    }

    @Test
    void shardsThatAreAllEmptyLackNothing() {
        assertThat(lookTwice(FRESH, FRESH, FRESH).sure()).isEqualTo(LibraryComparison.EQUAL);
        assertThat(lookTwice(EMPTIED, FRESH, FRESH).sure()).isEqualTo(LibraryComparison.EQUAL);
    }

    @Test
    void whatWasGivenWhileOthersDeletedItIsTakenBack() {
        lookTwice(with("lib=1"), with("lib=1"), FRESH);
        agreement.given(copy(2, "lib=1"));

        Verdict first = look(EMPTIED, EMPTIED, with("lib=1"));
        Verdict second = look(EMPTIED, EMPTIED, with("lib=1"));

        assertThat(first.back()).isEmpty();
        assertThat(second.back()).containsExactly(copy(2, "lib=1"));
    }

    @Test
    void whatWasGivenIsNotTakenBackOnceItHasBeenReplaced() {
        lookTwice(with("lib=1"), with("lib=1"), FRESH);
        agreement.given(copy(2, "lib=1"));

        assertThat(lookTwice(EMPTIED, EMPTIED, with("lib=2")).back()).isEmpty();
    }

    @Test
    void aDeletionAfterEveryShardHadTheLibraryTakesNothingBack() {
        lookTwice(with("lib=1"), with("lib=1"), FRESH);
        agreement.given(copy(2, "lib=1"));
        look(with("lib=1"), with("lib=1"), with("lib=1"));

        assertThat(lookTwice(with("lib=1"), EMPTIED, with("lib=1")).back()).isEmpty();
    }

    @Test
    void aServerIsOnlyBelievedWhereItCountsItsCommands() {
        String list = "cmdstat_function|list:calls=3,usec=5,usec_per_call=1.67,rejected_calls=0,failed_calls=0\r\n";

        assertThat(mayHaveDeleted(list)).isFalse();
        assertThat(mayHaveDeleted(list + "cmdstat_function|delete:calls=0,usec=0,rejected_calls=1,failed_calls=0\r\n"))
                .isFalse();
        assertThat(mayHaveDeleted(list + "cmdstat_function|delete:calls=1,usec=9,rejected_calls=0,failed_calls=1\r\n"))
                .isFalse();
        assertThat(mayHaveDeleted(list + "cmdstat_function|delete:calls=2,usec=9,rejected_calls=0,failed_calls=1\r\n"))
                .isTrue();
        assertThat(mayHaveDeleted(list + "cmdstat_function|flush:calls=20,usec=9\r\n"))
                .isTrue();
        assertThat(mayHaveDeleted(list + "cmdstat_function|restore:calls=1,usec=9,rejected_calls=0,failed_calls=0\r\n"))
                .isTrue();
        assertThat(mayHaveDeleted("cmdstat_function:calls=3,usec=9\r\n")).isTrue();
        assertThat(ShardLibraries.of(new RespValue.Array(List.of()), RespValue.error("NOPERM no"))
                        .mayHaveDeleted())
                .isTrue();
    }

    private static boolean mayHaveDeleted(String statistics) {
        return ShardLibraries.of(new RespValue.Array(List.of()), RespValue.bulk("# Commandstats\r\n" + statistics))
                .mayHaveDeleted();
    }

    private Verdict lookTwice(@Nullable ShardLibraries... shards) {
        look(shards);
        return look(shards);
    }

    private Verdict look(@Nullable ShardLibraries... shards) {
        return agreement.look(Arrays.asList(shards), true);
    }

    /** A shard with libraries, each written as its name and code. */
    private static ShardLibraries with(String... libraries) {
        Map<String, RespValue.Bulk> codes = new HashMap<>();
        for (String library : libraries) {
            LibraryCopy copy = copy(0, library);
            codes.put(copy.library(), copy.code());
        }
        return new ShardLibraries(codes, false);
    }

    private static LibraryCopy copy(int shard, String library) {
        int equals = library.indexOf('=');
        return new LibraryCopy(
                shard, library.substring(0, equals), (RespValue.Bulk) RespValue.bulk(library.substring(equals + 1)));
    }
}
