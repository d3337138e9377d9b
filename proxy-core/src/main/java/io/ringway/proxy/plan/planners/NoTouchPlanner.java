// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plans CLIENT NO-TOUCH: as shards that do not know it would have nothing to do it with, it is unknown then. Immutable.
 *
 * @param serverVersion the shards' version
 */
record NoTouchPlanner(Supplier<String> serverVersion) implements Planner {
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(\\..*)?");
    private static final int SINCE_MAJOR = 7;
    private static final int SINCE_MINOR = 2;

    @Override
    public Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        if (!isKnown()) {
            return Plan.Answer.error("ERR unknown subcommand '" + Texts.shown(command, 1) + "'. Try CLIENT HELP.");
        }
        boolean on = command.argIs(2, "ON");
        return on || command.argIs(2, "OFF")
                ? new Plan.Become(session.withModes(session.modes().withNoTouch(on)), RespValue.OK)
                : Texts.SYNTAX_ERROR;
    }

    private boolean isKnown() {
        Matcher version = VERSION.matcher(serverVersion.get());
        if (!version.matches()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major > SINCE_MAJOR || (major == SINCE_MAJOR && Integer.parseInt(version.group(2)) >= SINCE_MINOR);
    }
}
