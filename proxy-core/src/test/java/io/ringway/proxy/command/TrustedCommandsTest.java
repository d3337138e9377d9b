// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.KeySpec.AtIndex;
import io.ringway.proxy.command.KeySpec.AtKeyword;
import io.ringway.proxy.command.KeySpec.Range;
import io.ringway.proxy.command.TrustedCommands.Trust;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrustedCommandsTest {
    private static final KeySpec FIRST = new KeySpec(new AtIndex(1), new Range(0, 1, 0), Set.of());
    private static final KeySpec SECOND = new KeySpec(new AtIndex(2), new Range(0, 1, 0), Set.of());
    private static final KeySpec ALL = new KeySpec(new AtIndex(1), new Range(-1, 1, 0), Set.of());
    private static final KeySpec SOMEWHERE = new KeySpec(new AtKeyword("KEYS", 1), new Range(0, 1, 0), Set.of());

    private final TrustedCommands trusted = new TrustedCommands(List.of("X.Y"));

    @Test
    void aReadOfOneKeyBehindItsNameIsRemembered() {
        assertThat(trust("x.y", "readonly", FIRST)).isEqualTo(Trust.READS_ONE_KEY);
        assertThat(trust("x.y", "readonly", SECOND)).isEqualTo(Trust.READS_OTHERWISE);
        assertThat(trust("x.y", "readonly", ALL)).isEqualTo(Trust.READS_OTHERWISE);
        assertThat(trust("x.y", "readonly", FIRST, SECOND)).isEqualTo(Trust.READS_OTHERWISE);
        assertThat(trust("x.y", "readonly")).isEqualTo(Trust.READS_OTHERWISE);
    }

    @Test
    void aWriteIsTrustedWhereItsKeysCanBeTold() {
        assertThat(trust("x.y", "write", FIRST)).isEqualTo(Trust.WRITES_ITS_KEYS);
        assertThat(trust("x.y|sub", "write", SECOND)).isEqualTo(Trust.WRITES_ITS_KEYS);
        assertThat(trust("x.y", "write", SOMEWHERE)).isEqualTo(Trust.UNKNOWN_KEYS);
    }

    @Test
    void whatIsNeitherReadNorWriteIsNotTrusted() {
        assertThat(trust("x.y", "fast", FIRST)).isEqualTo(Trust.NEITHER);
    }

    @Test
    void otherCommandsAreNotTrusted() {
        assertThat(trust("x.z", "readonly", FIRST)).isEqualTo(Trust.NONE);
        assertThat(trust("x", "readonly", FIRST)).isEqualTo(Trust.NONE);
    }

    private Trust trust(String name, String flag, KeySpec... keys) {
        return trusted.of(new CommandSpec(
                9,
                name,
                -1,
                Set.of(flag, "module"),
                List.of(),
                List.of(keys),
                List.of(),
                "",
                "",
                LearnedCommands.PLANNER,
                false,
                Cacheable.NO));
    }
}
