// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.TrackingOptions;
import io.ringway.proxy.session.TrackingState;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans CLIENT CACHING, GETREDIR and TRACKINGINFO; CLIENT TRACKING is planned by {@link TrackingPlan}. Stateless.
 */
final class TrackingPlanners {
    private static final int NOT_TRACKING = -1;
    private static final Plan NOTHING_TO_CACHE = Plan.Answer.error(
            "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT"
                    + " mode enabled");
    private static final Plan NOT_OPT_IN =
            Plan.Answer.error("ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
    private static final Plan NOT_OPT_OUT =
            Plan.Answer.error("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");

    private TrackingPlanners() {}

    static Plan tracking(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return new TrackingPlan(command, session).plan();
    }

    static Plan caching(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        TrackingOptions options = session.modes().tracking().options();
        if (!options.on()) {
            return NOTHING_TO_CACHE;
        }
        if (command.argIs(2, "YES")) {
            return options.optIn() ? cachingNext(session) : NOT_OPT_IN;
        }
        if (command.argIs(2, "NO")) {
            return options.optOut() ? cachingNext(session) : NOT_OPT_OUT;
        }
        return Texts.SYNTAX_ERROR;
    }

    static Plan getRedirect(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        return new Plan.Answer(redirect(session.modes().tracking().options()));
    }

    static Plan trackingInfo(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        TrackingState state = session.modes().tracking();
        TrackingOptions options = state.options();
        List<RespValue> prefixes = new ArrayList<>();
        for (String prefix : options.prefixes()) {
            prefixes.add(new RespValue.Bulk(prefix.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return new Plan.Answer(new RespValue.MapOf(List.of(
                RespValue.bulk("flags"),
                new RespValue.SetOf(flags(state)),
                RespValue.bulk("redirect"),
                redirect(options),
                RespValue.bulk("prefixes"),
                new RespValue.Array(prefixes))));
    }

    private static List<RespValue> flags(TrackingState state) {
        TrackingOptions options = state.options();
        List<RespValue> flags = new ArrayList<>();
        flags.add(RespValue.bulk(options.on() ? "on" : "off"));
        flag(flags, options.broadcast(), "bcast");
        flag(flags, options.optIn(), "optin");
        flag(flags, options.optIn() && state.caching(), "caching-yes");
        flag(flags, options.optOut(), "optout");
        flag(flags, options.optOut() && state.caching(), "caching-no");
        flag(flags, options.noLoop(), "noloop");
        flag(flags, state.broken(), "broken_redirect");
        return flags;
    }

    private static void flag(List<RespValue> flags, boolean set, String name) {
        if (set) {
            flags.add(RespValue.bulk(name));
        }
    }

    private static RespValue redirect(TrackingOptions options) {
        return RespValue.integer(options.on() ? options.redirect() : NOT_TRACKING);
    }

    private static Plan cachingNext(Session session) {
        return new Plan.Become(
                session.withModes(
                        session.modes().withTracking(session.modes().tracking().withCaching(true))),
                RespValue.OK);
    }
}
