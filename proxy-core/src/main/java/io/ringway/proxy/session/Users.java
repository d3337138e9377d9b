// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/**
 * Who may use the proxy: passwords by user name. Without any user the proxy is open, as Redis is until it has a password.
 * Once there are users, nobody else comes in, the default user included. Immutable.
 */
public record Users(Map<String, String> passwords) {
    /** Everybody is welcome. */
    public static final Users OPEN = new Users(Map.of());

    private static final byte[] NO_PASSWORD = new byte[0];

    public Users {
        passwords = Map.copyOf(passwords);
    }

    /** Whether clients may send commands without a password. */
    public boolean isOpen() {
        return passwords.isEmpty();
    }

    /** Whether there is a user of that name. */
    public boolean knows(String user) {
        return isOpen() ? user.equals(Session.DEFAULT_USER) : passwords.containsKey(user);
    }

    /** Whether this is the user's password; takes equally long whether it is or not. */
    public boolean accept(String user, byte[] password) {
        if (isOpen()) {
            return user.equals(Session.DEFAULT_USER);
        }
        String expected = passwords.get(user);
        byte[] known = expected == null ? NO_PASSWORD : expected.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(password, known) && expected != null;
    }

    /** Names only, so that no log or error ever shows a password. */
    @Override
    public String toString() {
        return "Users" + passwords.keySet();
    }
}
