// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandPlannersTest {
    private final LocalClient client = LocalClient.open();

    @Test
    void refusedCommandsAreLeftOut() {
        assertThat(names("COMMAND", "LIST"))
                .contains("get", "config", "config|get", "ringway", "ringway|route", "client|setinfo")
                .doesNotContain("shutdown", "acl|setuser", "cluster|addslots", "replicaof");
    }

    @Test
    void theCountIsOfCommandsWithoutSubcommands() {
        long commands = names("COMMAND", "LIST").stream()
                .filter(name -> !name.contains("|"))
                .count();

        assertThat(client.call("COMMAND", "COUNT")).isEqualTo(":" + commands + "\r\n");
        assertThat(elements("COMMAND")).hasSize((int) commands);
        assertThat(client.call("COMMAND", "INFO")).isEqualTo(client.call("COMMAND"));
    }

    @Test
    void ourOwnCommandIsDescribed() {
        assertThat(client.call("COMMAND", "INFO", "ringway"))
                .startsWith("*1\r\n*10\r\n$7\r\nringway\r\n:-2\r\n")
                .contains("$13\r\nringway|route\r\n:-3\r\n");
    }

    @Test
    void commandsOfNewerServersHaveWhatIsKnownOfThem() {
        assertThat(client.call("COMMAND", "DOCS", "client|setinfo"))
                .isEqualTo(String.join(
                        "\r\n",
                        "*2",
                        "$14",
                        "client|setinfo",
                        "*4",
                        "$5",
                        "since",
                        "$5",
                        "7.2.0",
                        "$5",
                        "group",
                        "$10",
                        "connection",
                        ""));
    }

    @Test
    void documentationOfAContainerLeavesOutRefusedSubcommands() {
        assertThat(client.call("COMMAND", "DOCS", "acl"))
                .contains("acl|whoami", "acl|help")
                .doesNotContain("acl|setuser", "acl|deluser");
    }

    @Test
    void documentationWithoutNamesIsOfAll() {
        assertThat(elements("COMMAND", "DOCS")).hasSize(2 * elements("COMMAND").size());
    }

    @Test
    void aCategoryIsFoundInAnyCase() {
        assertThat(names("COMMAND", "LIST", "FILTERBY", "ACLCAT", "Connection"))
                .contains("ping", "client|id")
                .doesNotContain("get");
    }

    private List<String> names(String... command) {
        return elements(command).stream()
                .map(name -> ((RespValue.Bulk) name).text())
                .toList();
    }

    private List<RespValue> elements(String... command) {
        byte[] reply = client.call(command).getBytes(StandardCharsets.ISO_8859_1);
        return ((RespValue.Array) RespDecoder.decode(reply)).elements();
    }
}
