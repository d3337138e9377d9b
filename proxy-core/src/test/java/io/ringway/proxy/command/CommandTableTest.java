// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.resp.CommandFrame;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CommandTableTest {
    private static final CommandTable TABLE = CommandTable.load();

    @Test
    void everyRowIsFoundByItsNameAndByAFrameInAnyCase() {
        for (CommandSpec row : TABLE.all()) {
            assertThat(TABLE.find(row.name())).isSameAs(row);
            String[] words = row.name().split("\\|", -1);
            assertThat(TABLE.find(CommandFrame.of(words))).isSameAs(row);
            String[] upper = row.name().toUpperCase(Locale.ROOT).split("\\|", -1);
            assertThat(TABLE.find(CommandFrame.of(upper))).isSameAs(row);
        }
    }

    @Test
    void rowsAreNumberedInOrder() {
        List<CommandSpec> rows = TABLE.all();
        assertThat(rows).hasSizeGreaterThan(370);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).id()).isEqualTo(i);
        }
    }

    @Test
    void aContainerStandsInForSubcommandsThatNobodyKnows() {
        CommandSpec row = Objects.requireNonNull(TABLE.find(CommandFrame.of("CONFIG", "FETCH")));
        assertThat(row.name()).isEqualTo("config");
        assertThat(TABLE.isContainer(row)).isTrue();
        assertThat(TABLE.isContainer(Objects.requireNonNull(TABLE.find("get")))).isFalse();
    }

    @Test
    void whatIsNoCommandIsNotFound() {
        for (String name : List.of("", "g", "gett", "get\0", "config|get", "g\r\nt", "x".repeat(100_000))) {
            assertThat(TABLE.find(CommandFrame.of(name))).as(name).isNull();
        }
        // Bit 5 set or not, these are no letters: they hash like the letters' neighbours, and must not equal them.
        assertThat(TABLE.find(CommandFrame.of("restore\rasking"))).isNull();
    }

    @Test
    void theTextOfTheTableReadsBackAsTheSameRows() {
        assertThat(CommandTableText.parse(CommandTableText.format(TABLE.all()), 0))
                .isEqualTo(TABLE.all());
    }

    @Test
    void aBrokenRowIsReportedWithItsText() {
        assertThatThrownBy(() -> CommandTableText.parse("get\t2\n", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("get\t2");
        assertThatThrownBy(() -> KeySpecNotation.parse("1 span:1,2,3 RO"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("span");
        assertThatThrownBy(() -> KeySpecNotation.parse("1 RO"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 RO");
    }
}
