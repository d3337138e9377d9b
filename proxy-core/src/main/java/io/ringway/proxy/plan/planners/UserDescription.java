// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Users;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** The users of the configuration as ACL LIST and ACL GETUSER show them; of passwords no more than their hash. Immutable. */
record UserDescription(Users users) {
    private static final RespValue ON = RespValue.bulk("on");

    /** All users, ordered. */
    List<String> names() {
        return users.isOpen()
                ? List.of(Session.DEFAULT_USER)
                : List.copyOf(new TreeSet<>(users.passwords().keySet()));
    }

    String line(String name) {
        return "user " + name + " on " + (users.isOpen() ? "nopass" : "#" + hash(name)) + " ~* &* +@all";
    }

    RespValue fields(String name) {
        return new RespValue.MapOf(List.of(
                RespValue.bulk("flags"),
                new RespValue.SetOf(users.isOpen() ? List.of(ON, RespValue.bulk("nopass")) : List.of(ON)),
                RespValue.bulk("passwords"),
                users.isOpen() ? RespValue.array() : RespValue.array(RespValue.bulk(hash(name))),
                RespValue.bulk("commands"),
                RespValue.bulk("+@all"),
                RespValue.bulk("keys"),
                RespValue.bulk("~*"),
                RespValue.bulk("channels"),
                RespValue.bulk("&*"),
                RespValue.bulk("selectors"),
                RespValue.array()));
    }

    private String hash(String name) {
        try {
            byte[] password = users.passwords().getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(password));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
