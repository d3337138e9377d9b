// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CommandLinesTest {
    @Test
    void whatIsTypedIsACommandEach() throws IOException {
        CommandLines lines = lines("\n# a comment\nSET k \"a b\"\r\n  get 'k'  \nOK");

        RecordedCommand set = next(lines);
        assertThat(set.frame().argText(2)).isEqualTo("a b");
        assertThat(set.database()).isEqualTo(RecordedCommand.UNKNOWN_DATABASE);
        assertThat(next(lines).frame().argText(1)).isEqualTo("k");
        assertThat(lines.next()).isNull();
    }

    @Test
    void whatMonitorPrintsTellsTheClientAndTheDatabase() throws IOException {
        CommandLines lines = lines("""
                OK
                1795519529.036071 [0 127.0.0.1:60948] "set" "b" "x\\x00] \\"y\\""
                +1795519529.037643 [9 lua] "get" "k1"
                1795519529.1 [2 [::1]:60948] "get" "a"
                1795519529.1 [(db3) unix:/run/a b.sock] "get" "a"
                """);

        RecordedCommand set = next(lines);
        assertThat(set.client()).isEqualTo("127.0.0.1:60948");
        assertThat(set.database()).isZero();
        assertThat(set.inScript()).isFalse();
        assertThat(set.frame().argText(2)).isEqualTo("x\u0000] \"y\"");
        RecordedCommand inScript = next(lines);
        assertThat(inScript.inScript()).isTrue();
        assertThat(inScript.database()).isEqualTo(9);
        assertThat(next(lines).client()).isEqualTo("[::1]:60948");
        RecordedCommand local = next(lines);
        assertThat(local.client()).isEqualTo("unix:/run/a b.sock");
        assertThat(local.database()).isEqualTo(3);
    }

    @Test
    void aLineThatIsNoCommandIsNamedAndTheNextOneCanBeRead() throws IOException {
        CommandLines lines = lines("GET a\nGET \"b\nGET c\n");
        next(lines);

        assertThatThrownBy(lines::next)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 is no command: Protocol error: unbalanced quotes in request");
        assertThat(next(lines).frame().argText(1)).isEqualTo("c");
    }

    @Test
    void linesOfAnyLengthTakeBoundedMemory() throws IOException {
        byte[] large = "SET k ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        InputStream all = new SequenceInputStream(
                new ByteArrayInputStream(large),
                new ByteArrayInputStream("\nGET a\n".getBytes(StandardCharsets.US_ASCII)));
        CommandLines lines = new CommandLines(all);

        assertThat(next(lines).frame().argText(0)).isEqualTo("GET");
        assertThat(lines.next()).isNull();
        assertThat(lines.skipped()).isEqualTo(1);
    }

    private static RecordedCommand next(CommandLines lines) throws IOException {
        return Objects.requireNonNull(lines.next());
    }

    private static CommandLines lines(String text) {
        return new CommandLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
