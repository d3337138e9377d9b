// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandFileTest {
    private final List<String> commands = new ArrayList<>();

    @Test
    void linesAreRead() throws IOException {
        assertThat(read("GET a\n1.5 [0 1.2.3.4:5] \"get\" \"b\"\n")).isZero();

        assertThat(commands).containsExactly("GET a", "get b");
    }

    @Test
    void anAppendOnlyFileIsReadWithoutItsComments() throws IOException {
        String large = "x".repeat(200_000);
        String set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$200000\r\n" + large + "\r\n";

        assertThat(read("#TS:1795519529\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n" + set + "#TS:1795519530\r\n" + set))
                .isZero();
        assertThat(commands).containsExactly("SELECT 0", "SET k", "SET k");
    }

    @Test
    void aFileThatIsCutOffIsReadAsFarAsItGoes() throws IOException {
        assertThat(read("*2\r\n$3\r\nGET\r\n$1\r\na\r\n*2\r\n$3\r\nGE")).isEqualTo(1);

        assertThat(commands).containsExactly("GET a");
    }

    @Test
    void whatIsNoCommandIsSaid() {
        assertThatThrownBy(() -> read("REDIS0010\u00fa\t")).hasMessageStartingWith("it begins with a snapshot");
        assertThatThrownBy(() -> read("*2\r\n$3\r\nGET\r\n$1\r\na\r\n*1\r\n:5\r\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("after command 1: Protocol error");
        assertThatThrownBy(() -> read("GET a\n'\n")).hasMessageStartingWith("line 2 is no command");
    }

    @Test
    void anEmptyFileHasNone() throws IOException {
        assertThat(read("")).isZero();
        assertThat(commands).isEmpty();
    }

    private int read(String text) throws IOException {
        return CommandFile.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)),
                command -> commands.add(
                        command.frame().argText(0) + " " + command.frame().argText(1)));
    }
}
