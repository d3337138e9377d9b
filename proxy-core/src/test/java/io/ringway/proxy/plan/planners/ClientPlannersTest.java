// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.plan.ProxyView.ClientLine;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ClientPlannersTest {
    private final LocalClient client = LocalClient.open();

    @BeforeEach
    void threeClientsAreConnected() {
        client.proxy = FakeProxy.EMPTY.withClients(
                new ClientLine(1, "id=1 name=", false),
                new ClientLine(2, "id=2 name=b", false),
                new ClientLine(5, "id=5 name=c", false));
    }

    @Test
    void listHasALineForEachClient() {
        assertThat(client.call("CLIENT", "LIST")).isEqualTo("$35\r\nid=1 name=\nid=2 name=b\nid=5 name=c\n\r\n");
    }

    @Test
    void listIsAVerbatimTextInResp3() {
        client.call("HELLO", "3");

        assertThat(client.call("CLIENT", "LIST", "ID", "5")).isEqualTo("=16\r\ntxt:id=5 name=c\n\r\n");
    }

    @Test
    void listByIdKeepsTheOrderAskedFor() {
        assertThat(client.call("CLIENT", "LIST", "ID", "5", "4", "1", "5"))
                .isEqualTo("$35\r\nid=5 name=c\nid=1 name=\nid=5 name=c\n\r\n");
    }

    @Test
    void allClientsAreNormalOnes() {
        assertThat(client.call("CLIENT", "LIST", "TYPE", "NORMAL")).isEqualTo(client.call("CLIENT", "LIST"));
        assertThat(client.call("CLIENT", "LIST", "TYPE", "PUBSUB")).isEqualTo("$0\r\n\r\n");
    }

    @Test
    void infoIsTheAskingClientsLine() {
        assertThat(client.call("CLIENT", "INFO")).isEqualTo("$11\r\nid=1 name=\n\r\n");
    }

    @Test
    void setInfoKeepsNameAndVersionOfTheLibrary() {
        assertThat(client.call("CLIENT", "SETINFO", "lib-name", "jedis")).isEqualTo("+OK\r\n");
        assertThat(client.call("CLIENT", "SETINFO", "LIB-VER", "8.0")).isEqualTo("+OK\r\n");

        assertThat(client.session.libName()).isEqualTo("jedis");
        assertThat(client.session.libVersion()).isEqualTo("8.0");
    }

    @Test
    void setInfoRefusesAsNewerServersDo() {
        assertThat(client.call("CLIENT", "SETINFO", "lib-name", "a b"))
                .isEqualTo("-ERR lib-name cannot contain spaces, newlines or special characters.\r\n");
        assertThat(client.call("CLIENT", "SETINFO", "badger", "x")).isEqualTo("-ERR Unrecognized option 'badger'\r\n");
    }

    @Test
    void noTouchAndNoEvictAreKept() {
        client.serverVersion = "7.2.4";
        client.call("CLIENT", "NO-TOUCH", "ON");
        client.call("CLIENT", "NO-EVICT", "ON");
        client.call("CLIENT", "NO-EVICT", "OFF");

        assertThat(client.session.modes().noTouch()).isTrue();
        assertThat(client.session.modes().noEvict()).isFalse();
        assertThat(client.call("CLIENT", "NO-TOUCH", "PERHAPS")).isEqualTo("-ERR syntax error\r\n");
    }

    @Test
    void noTouchIsUnknownToShardsThatCannotDoIt() {
        for (String version : List.of("6.2.7", "7.0.15", "7", "none")) {
            client.serverVersion = version;
            assertThat(client.call("CLIENT", "no-touch", "ON"))
                    .isEqualTo("-ERR unknown subcommand 'no-touch'. Try CLIENT HELP.\r\n");
        }
        for (String version : List.of("7.2.0", "7.10.1", "8.0", "10.0.0")) {
            client.serverVersion = version;
            assertThat(client.call("CLIENT", "NO-TOUCH", "ON")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void killNamesWhomItMeans() {
        client.call("CLIENT", "KILL", "127.0.0.1:5");
        assertThat(client.order)
                .isEqualTo(new ClientOrder.Kill(null, "127.0.0.1:5", null, null, null, 0, false, false));

        client.call(
                "CLIENT", "KILL", "id", "7", "LADDR", "::1:6", "TYPE", "Normal", "USER", "default", "MAXAGE", "9",
                "SKIPME", "no");
        assertThat(client.order)
                .isEqualTo(new ClientOrder.Kill(7L, null, "::1:6", "normal", "default", 9, false, true));
    }

    @Test
    void killRefusesAgesAsNewerServersDo() {
        assertThat(client.call("CLIENT", "KILL", "MAXAGE", "x"))
                .isEqualTo("-ERR maxage is not an integer or out of range\r\n");
        assertThat(client.call("CLIENT", "KILL", "MAXAGE", "0")).isEqualTo("-ERR maxage should be greater than 0\r\n");
    }

    @Test
    void repliesPausesAndWaitsAreMattersOfTheConnection() {
        client.call("CLIENT", "REPLY", "skip");
        assertThat(client.order).isEqualTo(new ClientOrder.Reply(ClientOrder.Replies.SKIP));
        client.call("CLIENT", "PAUSE", "100", "write");
        assertThat(client.order).isEqualTo(new ClientOrder.Pause(100, true));
        client.call("CLIENT", "UNBLOCK", "3", "error");
        assertThat(client.order).isEqualTo(new ClientOrder.Unblock(3, true));
    }

    @Test
    void helpIsLinesToRead() {
        assertThat(client.call("CLIENT", "HELP"))
                .contains("+CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:\r\n+GETNAME\r\n")
                .endsWith("+HELP\r\n+    Prints this help.\r\n");
    }
}
