// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.session.Users;
import io.ringway.proxy.slowlog.SlowLog;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the commands that the proxy answers itself depend on. Immutable.
 *
 * @param users who may use the proxy
 * @param databases how many databases SELECT knows
 * @param serverVersion the shards' version as last heard, which HELLO claims to be
 * @param ringwayVersion the proxy's own version
 * @param parameters by lower-case name, the CONFIG GET parameters that are the proxy's own: {@code port}, {@code bind}, …
 * @param clock what TIME tells
 * @param slowLog what SLOWLOG tells, and CONFIG sets its parameters of
 */
public record LocalSettings(
        Users users,
        int databases,
        Supplier<String> serverVersion,
        String ringwayVersion,
        Map<String, String> parameters,
        InstantSource clock,
        SlowLog slowLog) {
    public LocalSettings {
        parameters = Map.copyOf(parameters);
    }
}
