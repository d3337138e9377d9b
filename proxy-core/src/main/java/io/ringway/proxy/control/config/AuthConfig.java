// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.util.Map;

/**
 * Who may connect. Immutable.
 *
 * @param users passwords by user name; empty to let everybody in. Clients that name no user are {@code default}.
 */
public record AuthConfig(Map<String, Secret> users) {
    public static final AuthConfig NONE = new AuthConfig(Map.of());

    public AuthConfig {
        users = Map.copyOf(users);
    }

    /** Whether clients have to authenticate. */
    public boolean required() {
        return !users.isEmpty();
    }
}
