// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same commands to a real server and to the local planners get the same bytes back, line by line. */
final class LocalRepliesIT {
    @AutoClose
    private static RealRedis open;

    @AutoClose
    private static RealRedis closed;

    @BeforeAll
    static void start() {
        open = RealRedis.start();
        closed = RealRedis.start("--requirepass", "secret", "--user", "anna", "on", ">apple", "+@all", "~*", "&*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void connectionCommandsAnswerAsTheServerDoes(String protocol) {
        compare(open, Users.OPEN, """
                HELLO %s
                PING
                PING hello
                PING a b
                ECHO x
                SELECT 0
                SELECT 15
                SELECT 16
                SELECT -1
                SELECT x
                SELECT 03
                SELECT +1
                SELECT -0
                SELECT 99999999999
                SELECT -2147483648
                SELECT -2147483649
                SELECT 9223372036854775807
                SELECT 9223372036854775808
                SELECT -9223372036854775808
                SELECT -9223372036854775809
                SELECT 99999999999999999999999
                CLIENT ID
                CLIENT GETNAME
                CLIENT SETNAME worker:1
                CLIENT GETNAME
                client setname é
                CLIENT SETNAME a\\nb
                CLIENT SETNAME ~!
                CLIENT GETNAME
                CLIENT SETNAME ""
                CLIENT GETNAME
                CLIENT NO-EVICT ON
                CLIENT NO-EVICT off
                CLIENT NO-EVICT maybe
                CLIENT LIST TYPE nonsense
                CLIENT LIST TYPE a\\r\\nb
                CLIENT LIST TYPE a\\0b
                CLIENT LIST TYPE ÿ
                CLIENT LIST TYPE pubsub
                CLIENT LIST TYPE Replica
                CLIENT LIST TYPE master
                CLIENT LIST TYPE
                CLIENT LIST ID
                CLIENT LIST ID 0
                CLIENT LIST ID 0 x
                CLIENT LIST ID -1
                CLIENT LIST ID 9223372036854775808
                CLIENT LIST NONSENSE 1
                CLIENT LIST TYPE normal ID 3
                RESET
                CLIENT GETNAME
                PING
                """.formatted(protocol));
    }

    @Test
    void helloAnswersAsTheServerDoes() {
        compare(open, Users.OPEN, """
                HELLO
                HELLO 2
                HELLO 3
                HELLO
                HELLO 4
                HELLO 1
                HELLO x
                HELLO 03
                HELLO 99999999999999999999
                HELLO 2 SETNAME
                HELLO 2 SETNAME one
                CLIENT GETNAME
                HELLO 3 setname two nonsense
                CLIENT GETNAME
                HELLO 2 SETNAME é
                HELLO 2 NONSENSE\\r\\nmore
                HELLO 2 AUTH
                HELLO 2 AUTH default
                HELLO 2 AUTH default anything
                HELLO 2 AUTH nobody anything
                HELLO 3 AUTH default x SETNAME three
                CLIENT GETNAME
                AUTH x
                AUTH default x
                AUTH nobody x
                AUTH a b c
                RESET
                HELLO
                QUIT
                """);
    }

    @Test
    void authenticationAnswersAsTheServerDoes() {
        compare(closed, new Users(Map.of("default", "secret", "anna", "apple")), """
                HELLO
                HELLO 3
                HELLO x
                HELLO 3 NONSENSE
                HELLO 3 AUTH default wrong
                HELLO 3 SETNAME early
                AUTH wrong
                AUTH anna secret
                AUTH nobody apple
                AUTH a b c
                AUTH anna apple
                CLIENT GETNAME
                AUTH default wrong
                CLIENT GETNAME
                RESET
                HELLO 2
                HELLO 3 AUTH anna apple SETNAME anna NONSENSE
                CLIENT GETNAME
                RESET
                HELLO 3 AUTH default secret SETNAME late
                CLIENT GETNAME
                AUTH secret
                QUIT
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void aclAnswersAsTheServerDoes(String protocol) {
        String script = """
                ACL WHOAMI
                ACL CAT
                ACL CAT nosuch
                ACL CAT a b
                ACL GENPASS x
                ACL GENPASS 0
                ACL GENPASS -1
                ACL GENPASS 4097
                ACL GENPASS 1 2
                ACL USERS
                ACL LIST
                ACL GETUSER default
                ACL GETUSER anna
                ACL GETUSER nosuch
                ACL DRYRUN default GET k
                ACL DRYRUN default GET
                ACL DRYRUN default GET a b c
                ACL DRYRUN default NOSUCH a
                ACL DRYRUN default CONFIG GET x
                ACL DRYRUN default CONFIG NOSUCH x
                ACL DRYRUN default CONFIG
                ACL DRYRUN nosuch GET k
                ACL LOG RESET
                ACL LOG
                ACL LOG 10
                ACL LOG x
                ACL LOG 1 2
                """;
        compare(open, Users.OPEN, "HELLO " + protocol + "\n" + script);
        compare(
                closed,
                new Users(Map.of("default", "secret", "anna", "apple")),
                "HELLO " + protocol + " AUTH anna apple\n" + script);
    }

    @Test
    void generatedPasswordsAreAsLongAsAsked() {
        LocalClient client = LocalClient.open();
        assertThat(client.call("ACL", "GENPASS")).startsWith("$64\r\n").isNotEqualTo(client.call("ACL", "GENPASS"));
        assertThat(client.call("ACL", "GENPASS", "5")).matches("\\$2\r\n[0-9a-f]{2}\r\n");
    }

    @Test
    void aCategoryHasTheCommandsThatAreOffered() {
        assertThat(LocalClient.open().call("ACL", "CAT", "Bitmap"))
                .contains("\r\nbitop\r\n", "\r\ngetbit\r\n")
                .doesNotContain("\r\nget\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void commandAnswersAsTheServerDoes(String protocol) {
        compare(open, Users.OPEN, """
                HELLO %s
                COMMAND INFO nonsense
                COMMAND INFO get nonsense GET mset zmpop xread config|get client|id
                COMMAND LIST FILTERBY MODULE nonsense
                COMMAND LIST FILTERBY ACLCAT nonsense
                COMMAND LIST FILTERBY ACLCAT string more
                COMMAND LIST FILTERBY ACLCAT
                COMMAND LIST FILTERBY NONSENSE x
                COMMAND LIST NONSENSE
                COMMAND LIST FILTERBY PATTERN GeT
                COMMAND DOCS nonsense
                COMMAND DOCS get
                COMMAND DOCS config|get XREAD
                COMMAND HELP
                COMMAND GETKEYS nonsense a
                COMMAND GETKEYS config nonsense
                COMMAND GETKEYS ping a
                COMMAND GETKEYS config get x
                COMMAND GETKEYS get a
                COMMAND GETKEYS get a b
                COMMAND GETKEYS mset a 1 b 2
                COMMAND GETKEYS eval x 2 a b c
                COMMAND GETKEYS eval x 0
                COMMAND GETKEYS eval x 5 a
                COMMAND GETKEYS xread COUNT 1 STREAMS a b 0 0
                COMMAND GETKEYS zunionstore d 2 a b
                COMMAND GETKEYS lmpop 2 a b LEFT
                COMMAND GETKEYS lmpop 9 a LEFT
                COMMAND GETKEYS lmpop x a LEFT
                COMMAND GETKEYS object encoding a
                COMMAND GETKEYS spublish a b
                COMMAND GETKEYS sort a STORE b
                COMMAND GETKEYS georadius a 1 1 1 m STORE b
                COMMAND GETKEYS migrate h 1 "" 0 10 KEYS a b
                COMMAND GETKEYSANDFLAGS get a
                COMMAND GETKEYSANDFLAGS mset a 1 b 2
                COMMAND GETKEYSANDFLAGS set a 1
                COMMAND GETKEYSANDFLAGS set a 1 EX 1 GET
                COMMAND GETKEYSANDFLAGS bitfield a GET u1 0
                COMMAND GETKEYSANDFLAGS bitfield a SET u1 0 1
                COMMAND GETKEYSANDFLAGS sort a STORE b
                COMMAND GETKEYSANDFLAGS rename a b
                COMMAND GETKEYSANDFLAGS copy a b
                COMMAND GETKEYSANDFLAGS zunionstore d 2 a b
                COMMAND GETKEYSANDFLAGS eval x 1 a
                COMMAND GETKEYSANDFLAGS xread STREAMS a b 0 0
                COMMAND GETKEYSANDFLAGS lmove a b LEFT LEFT
                """.formatted(protocol));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void everyCommandIsDescribedAsByTheServer(String protocol) {
        LocalClient local = LocalClient.open();
        local.call("HELLO", protocol);
        try (RawClient server = open.connect()) {
            server.call("HELLO", protocol);
            for (RespValue name : elements(decode(server.call("COMMAND", "LIST")))) {
                String command = ((RespValue.Bulk) name).text();
                RespValue ours =
                        elements(decode(local.call("COMMAND", "INFO", command))).get(0);
                if (!ours.equals(RespValue.NULL)) {
                    RespValue theirs = elements(decode(server.call("COMMAND", "INFO", command)))
                            .get(0);
                    assertThat(comparable(ours)).as(command).isEqualTo(comparable(theirs));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void everyCommandWithoutSubcommandsIsDocumentedAsByTheServer(String protocol) {
        LocalClient local = LocalClient.open();
        local.call("HELLO", protocol);
        try (RawClient server = open.connect()) {
            server.call("HELLO", protocol);
            for (RespValue name : elements(decode(server.call("COMMAND", "LIST")))) {
                String command = ((RespValue.Bulk) name).text();
                String ours = local.call("COMMAND", "DOCS", command);
                if (!ours.contains("subcommands") && elements(decode(ours)).size() == 2) {
                    assertThat(ours).as(command).isEqualTo(server.call("COMMAND", "DOCS", command));
                }
            }
        }
    }

    /** A description without its subcommands, of which we leave some out, and without remarks on keys, which we have not. */
    private static List<RespValue> comparable(RespValue description) {
        List<RespValue> parts = new ArrayList<>(elements(description).subList(0, 9));
        List<List<RespValue>> keySpecs = new ArrayList<>();
        for (RespValue keySpec : elements(parts.remove(8))) {
            List<RespValue> entries = elements(keySpec);
            boolean noted = entries.get(0).equals(RespValue.bulk("notes"));
            keySpecs.add(noted ? entries.subList(2, entries.size()) : entries);
        }
        keySpecs.forEach(parts::addAll);
        return parts;
    }

    private static RespValue decode(String reply) {
        return RespDecoder.decode(reply.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<RespValue> elements(RespValue aggregate) {
        if (aggregate instanceof RespValue.MapOf map) {
            return map.entries();
        }
        return aggregate instanceof RespValue.SetOf set ? set.elements() : ((RespValue.Array) aggregate).elements();
    }

    private static void compare(RealRedis redis, Users users, String script) {
        try (RawClient server = redis.connect()) {
            LocalClient local = new LocalClient(users);
            local.session = Session.initial(idOf(redis, server), users.isOpen());
            for (String line : script.split("\n", -1)) {
                if (!line.isEmpty()) {
                    String[] arguments = arguments(line);
                    assertThat(local.call(arguments)).as(line).isEqualTo(server.call(arguments));
                }
            }
        }
    }

    /** The id that the server gave the client, which its HELLO tells only once authenticated. */
    private static long idOf(RealRedis redis, RawClient client) {
        if (redis == closed) {
            client.call("AUTH", "secret");
        }
        String reply = client.call("CLIENT", "ID");
        client.call("RESET");
        return Long.parseLong(reply.substring(1).strip());
    }

    private static String[] arguments(String line) {
        String[] words = line.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("\"\"", "")
                    .replace("\\r", "\r")
                    .replace("\\n", "\n")
                    .replace("\\0", "\0");
        }
        return words;
    }
}
