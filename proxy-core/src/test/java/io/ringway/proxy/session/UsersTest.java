// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UsersTest {
    private static final Users SOME = new Users(Map.of("anna", "äpfel"));

    @Test
    void withoutUsersTheDefaultUserNeedsNoPassword() {
        assertThat(Users.OPEN.isOpen()).isTrue();
        assertThat(Users.OPEN.accept("default", bytes("anything"))).isTrue();
        assertThat(Users.OPEN.accept("anna", bytes("anything"))).isFalse();
    }

    @Test
    void withUsersOnlyTheirPasswordsAreAccepted() {
        assertThat(SOME.isOpen()).isFalse();
        assertThat(SOME.accept("anna", bytes("äpfel"))).isTrue();
        assertThat(SOME.accept("anna", bytes("äpfe"))).isFalse();
        assertThat(SOME.accept("anna", bytes(""))).isFalse();
        assertThat(SOME.accept("default", bytes("äpfel"))).isFalse();
    }

    @Test
    void anUnknownUserIsNotAcceptedWithAnEmptyPassword() {
        assertThat(SOME.accept("nobody", bytes(""))).isFalse();
    }

    @Test
    void passwordsAreNeverShown() {
        assertThat(SOME).asString().contains("anna").doesNotContain("äpfel");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
