// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingwayCommandTest {
    private static final String CONFIG = """
            stores:
              main:
                shards:
                  - {name: a, address: "10.0.0.1:6379"}
                  - {name: b, address: "10.0.0.2:6379", weight: 2}
            """;

    private static final String RULES = """
                placement:
                  rules:
                    - {prefix: "user:", shard: b}
                    - {database: 3, shard: a}
            """;

    @TempDir
    Path directory;

    @Test
    void helpGoesToStandardOutput() {
        Result result = run("--help");

        assertThat(result.code).isZero();
        assertThat(result.err).isEmpty();
        assertThat(result.out).startsWith("Usage: ringway [-hV] [COMMAND]").contains("Exit codes:");
        assertThat(result.out).contains("serve", "check", "route", "plan", "compat", "generate-completion");
        assertThat(result.out).doesNotContain("warm-up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check", "route", "plan", "compat", "generate-completion"})
    void everyCommandHasHelpOfItsOwn(String command) {
        Result result = run(command, "--help");

        assertThat(result.code).isZero();
        assertThat(result.out).contains("ringway " + command);
    }

    @Test
    void theVersionIsToldWithTheJavaItRunsOn() {
        assertThat(run("--version").out.lines()).hasSize(2).first().asString().startsWith("Ringway ");
    }

    @Test
    void withoutACommandTheUsageIsAnError() {
        Result result = run();

        assertThat(result.code).isEqualTo(2);
        assertThat(result.out).isEmpty();
        assertThat(result.err).startsWith("Usage: ringway");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve --lisen 127.0.0.1:1 | ringway serve: Unknown options: '--lisen', '127.0.0.1:1'",
                "serve --listen 6380 | ringway serve: Invalid value for option '--listen': '6380' is not HOST:PORT with a"
                        + " port from 0 to 65535",
                "serve --shards a:0 | ringway serve: Invalid value for option '--shards' (HOST:PORT): 'a:0' is not"
                        + " HOST:PORT with a port from 1 to 65535",
                "serve -c x --shards a:1 | ringway serve: --config=FILE, --shards=HOST:PORT are mutually exclusive"
                        + " (specify only one)",
                "serve --embedded 0 | ringway serve: --embedded takes a number from 1 to 256, not 0",
                "serve --embedded 1000 | ringway serve: --embedded takes a number from 1 to 256, not 1000",
                "compat -c x --watch a:1 f | ringway compat: Give FILE or --watch, not both",
                "compat -c x --watch a:1 --for 5x | ringway compat: Invalid value for option '--for': '5x' is not a time"
                        + " up to 24h (units: s, m, h)",
                "check | ringway check: Missing required option: '--config=FILE'",
                "plan -c x | ringway plan: Nothing to plan: give --add or --remove",
                "plan -c x --add a | ringway plan: Invalid value for option '--add' (NAME=HOST:PORT[@WEIGHT]): 'a' is not"
                        + " NAME=HOST:PORT or NAME=HOST:PORT@WEIGHT",
            })
    void aWrongCommandLineIsOneLineAndWhereToReadMore(String line, String message) {
        Result result = run(line.trim().split(" "));

        assertThat(result.code).isEqualTo(2);
        assertThat(result.out).isEmpty();
        assertThat(result.err.lines()).hasSize(2).first().isEqualTo(message);
    }

    @Test
    void checkSaysOkOrAllThatIsWrong() throws IOException {
        Path good = write("good.yaml", CONFIG);
        Path bad = write("bad.yaml", "lisen: x\n" + CONFIG + "limits: {max-clients: none}\n");

        assertThat(run("check", "-c", good.toString())).isEqualTo(new Result(0, good + ": ok\n", ""));
        Result result = run("check", "-c", bad.toString());
        assertThat(result.code).isEqualTo(1);
        assertThat(result.out).isEmpty();
        assertThat(result.err)
                .isEqualTo(bad + ":1:1: unknown key 'lisen', did you mean 'listen'?\n" + bad
                        + ":7:23: 'max-clients' must be a whole number from 1 to 1000000, not 'none'\n");
    }

    @Test
    void routeSaysWhereKeysLiveAndWhy() throws IOException {
        Result result = run("route", "-c", write("x.yaml", CONFIG).toString(), "user:1", "{user:1}:mail", "@odd");

        assertThat(result.code).isZero();
        String[] lines = result.out.split("\n");
        assertThat(lines).hasSize(4);
        assertThat(lines[0]).matches("KEY +SHARD  ENDPOINT +WHY");
        assertThat(lines[1])
                .matches(
                        "user:1 +[ab] +10\\.0\\.0\\.[12]:6379 +rendezvous of xxh3_64\\(\"user:1\"\\) = 0x[0-9a-f]{16}");
        assertThat(lines[2])
                .startsWith("{user:1}:mail")
                .contains(lines[1].substring(lines[1].indexOf("10.")).replaceFirst("\\).*", ""))
                .contains(", the hash tag)");
    }

    @Test
    void routeSaysWhichRulePinsAKey() throws IOException {
        String file = write("x.yaml", CONFIG + RULES).toString();

        assertThat(run("route", "-c", file, "user:1").out)
                .containsPattern("user:1 +b +10\\.0\\.0\\.2:6379 +rule 1: prefix user:\n");
        assertThat(run("route", "-c", file, "-n", "3", "user:1", "{x}").out)
                .containsPattern("user:1 +b +.* rule 1: prefix user:\n")
                .containsPattern("\\{x\\} +a +10\\.0\\.0\\.1:6379 +rule 2: database 3\n");
        assertThat(run("route", "-c", file, "-n", "16", "x"))
                .isEqualTo(
                        new Result(1, "", "ringway route: there is no database 16; there are 16, numbered from 0\n"));
    }

    @Test
    void planDoesNotCountKeysThatRulesPin() throws IOException {
        String free = run("plan", "-c", write("x.yaml", CONFIG).toString(), "--add", "c=h:1").out;
        String file = write("y.yaml", CONFIG + RULES.replace("user:", "a")).toString();

        assertThat(run("plan", "-c", file, "--add", "c=h:1").out)
                .isEqualTo(free + "\nKeys that placement rules pin are not counted: they stay where they are.\n");
        assertThat(run("plan", "-c", file, "--remove", "a"))
                .isEqualTo(new Result(
                        1,
                        "",
                        "ringway plan: cannot be placed so: placement rule 2 (database 3) pins keys to shard 'a',"
                                + " which is not there\n"));
    }

    @Test
    void planSaysHowManyKeysWouldMove() throws IOException {
        Result result = run("plan", "-c", write("x.yaml", CONFIG).toString(), "--add", "c=10.0.0.3:6379");

        assertThat(result.code).isZero();
        assertThat(result.out)
                .matches("(?s)2[45]\\.\\d\\d % of the keys would move"
                        + " \\(by a sample of 1,000,000 keys, \\+/- 0\\.\\d\\d %\\)\n.*")
                .containsPattern("a +33\\.\\d\\d % +2[45]\\.\\d\\d % +8\\.\\d\\d % +0\\.00 %")
                .containsPattern("c +0\\.00 % +2[45]\\.\\d\\d % +0\\.00 % +2[45]\\.\\d\\d %")
                .containsPattern("a +c +8\\.\\d\\d %")
                .doesNotContainPattern("c +[ab] +");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--remove z | there is no shard 'z' to remove; there are a, b",
                "--add a=h:1 | cannot be placed so: two shards are named 'a'",
                "--add c=h:1@0 | cannot be placed so: weight of shard 'c' must be between 1 and 500000, not 0",
                "--remove a --remove b | cannot be placed so: there are no shards to place keys on",
            })
    void aPlanThatCannotBeIsRefusedWithTheReason(String options, String reason) throws IOException {
        Result result = run(("plan -c " + write("x.yaml", CONFIG) + " " + options.trim()).split(" "));

        assertThat(result).isEqualTo(new Result(1, "", "ringway plan: " + reason + "\n"));
    }

    @Test
    void compatTellsWhatWouldBecomeOfCommands() throws IOException {
        Path commands = write("commands.txt", """
                SET user:1 secret
                SET user:2 secret
                MSET user:1 secret user:2 secret user:3 secret user:4 secret
                SUNION a b c d e
                SUNION {t}a {t}b
                DBSIZE
                """);

        Result result = run("compat", "-c", write("x.yaml", CONFIG).toString(), commands.toString());

        assertThat(result.code).isEqualTo(3);
        assertThat(result.err).isEmpty();
        assertThat(result.out).isEqualTo("""
                1 refused, though one server carries them out
                  CROSSSLOT Keys in request don't hash to the same slot: they are on different shards; keys with the same {hash tag}\
                 in their names are always on the same one
                    -> give the keys one {hash tag}, or pin their prefix or database to one shard by a placement rule
                           1  SUNION a b c d and 1 more

                1 split: a piece for each shard with keys of the command
                  a piece for each shard at the same time; atomic on each shard, not across them
                           1  MSET user:1 user:2 user:3 user:4

                1 broadcast to the shards
                  goes to these shards, and their replies become one; not at one moment
                           1  DBSIZE

                3 forwarded to one shard as they are

                6 commands: some would not work as they are
                """);
    }

    @Test
    void compatEndsWithZeroWhereAllWouldWork() throws IOException {
        Path commands = write("commands.txt", "GET a\nNOSUCH secret\nGET\n");

        Result result = run("compat", "--shards", "h:1,h:2", commands.toString());

        assertThat(result.code).isZero();
        assertThat(result.out).endsWith("3 commands: all would work\n").doesNotContain("secret");
    }

    @Test
    void compatWritesJson() throws IOException {
        Path commands = write("commands.txt", "GET a\nSUNION \"a\\\"\" b c d e\n");

        Result result = run("compat", "--shards", "h:1,h:2", "--json", commands.toString());

        assertThat(result.code).isEqualTo(3);
        assertThat(result.out)
                .startsWith("{\"problems\":true,\"unread\":0,\"totals\":{\"refused\":1,\"forwarded\":1},\"commands\":["
                        + "{\"kind\":\"refused\",\"command\":\"SUNION\",\"count\":1,\"example\":\"SUNION a\\\" b c d and 1"
                        + " more\",\"why\":\"CROSSSLOT ")
                .endsWith("\"why\":\"goes to one shard as it is\",\"advice\":\"\"}]}\n");
    }

    @Test
    void compatSaysWhatItCannotRead() throws IOException {
        Path commands = write("commands.txt", "GET a\nGET \"\n");

        assertThat(run("compat", "--shards", "h:1", commands.toString()))
                .isEqualTo(new Result(
                        1,
                        "",
                        "ringway compat: " + commands
                                + ": line 2 is no command: Protocol error: unbalanced quotes in request\n"));
        assertThat(run("compat", "--shards", "h:1", "nosuch").err)
                .isEqualTo("ringway compat: cannot read nosuch: nosuch\n");
    }

    @Test
    void completionIsAShellScript() {
        assertThat(run("generate-completion").out)
                .startsWith("#!/usr/bin/env bash")
                .contains("ringway");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = RingwayCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Result(code, out.toString(), err.toString());
    }

    private record Result(int code, String out, String err) {}
}
