// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.resp.Protocol;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConnectionPlannersTest {
    private static final Users ANNA = new Users(Map.of("anna", "apple"));

    private final LocalClient client = LocalClient.open();

    @Test
    void selectPicksTheDatabase() {
        client.call("SELECT", "7");

        assertThat(client.session.database()).isEqualTo(7);
    }

    @Test
    void aRefusedSelectLeavesTheDatabase() {
        client.call("SELECT", "7");

        client.call("SELECT", "16");

        assertThat(client.session.database()).isEqualTo(7);
    }

    @Test
    void quitIsAnsweredAndCloses() {
        assertThat(client.call("QUIT")).isEqualTo("+OK\r\n");
        assertThat(client.closed).isTrue();
    }

    @Test
    void timeIsSecondsAndMicroseconds() {
        assertThat(client.call("TIME")).isEqualTo("*2\r\n$10\r\n1770091506\r\n$6\r\n789012\r\n");
    }

    @Test
    void authMakesTheClientThatUser() {
        LocalClient stranger = new LocalClient(ANNA);

        stranger.call("AUTH", "anna", "apple");

        assertThat(stranger.session.authenticated()).isTrue();
        assertThat(stranger.session.user()).isEqualTo("anna");
    }

    @Test
    void aWrongPasswordLeavesTheClientWhoItWas() {
        LocalClient anna = new LocalClient(ANNA);
        anna.call("AUTH", "anna", "apple");

        assertThat(anna.call("AUTH", "anna", "pear"))
                .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
        assertThat(anna.session.user()).isEqualTo("anna");
        assertThat(anna.session.authenticated()).isTrue();
    }

    @Test
    void helloPicksTheProtocolAndNamesTheClientAtOnce() {
        LocalClient stranger = new LocalClient(ANNA);

        stranger.call("HELLO", "3", "AUTH", "anna", "apple", "SETNAME", "worker");

        assertThat(stranger.session.protocol()).isEqualTo(Protocol.RESP3);
        assertThat(stranger.session.user()).isEqualTo("anna");
        assertThat(stranger.session.name()).isEqualTo("worker");
    }

    @Test
    void aFailedHelloLeavesTheProtocol() {
        client.call("HELLO", "3", "NONSENSE");

        assertThat(client.session.protocol()).isEqualTo(Protocol.RESP2);
    }

    @Test
    void resetForgetsAllButTheClientLibrary() {
        LocalClient anna = new LocalClient(ANNA);
        anna.call("HELLO", "3", "AUTH", "anna", "apple", "SETNAME", "worker");
        anna.call("SELECT", "3");
        anna.call("CLIENT", "SETINFO", "LIB-NAME", "lib");
        anna.call("CLIENT", "NO-EVICT", "ON");
        anna.serverVersion = "7.2.0";
        assertThat(anna.call("CLIENT", "NO-TOUCH", "ON")).isEqualTo("+OK\r\n");

        assertThat(anna.call("RESET")).isEqualTo("+RESET\r\n");

        assertThat(anna.session).isEqualTo(Session.initial(1, false).withLibrary("lib", ""));
    }
}
