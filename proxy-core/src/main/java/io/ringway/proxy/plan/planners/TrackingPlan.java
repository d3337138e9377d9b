// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.Topic;
import io.ringway.proxy.session.TrackingOptions;
import io.ringway.proxy.session.TrackingState;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One CLIENT TRACKING on its way to a plan. As in Redis, options are looked at one after the other, and the client to be told
 * must be there before what follows is looked at. Used once.
 */
final class TrackingPlan {
    private static final RespValue SYNTAX_ERROR = RespValue.error("ERR syntax error");
    private static final RespValue NOT_A_NUMBER = RespValue.error("ERR value is not an integer or out of range");
    private static final RespValue TWO_REDIRECTS =
            RespValue.error("ERR A client can only redirect to a single other client");
    private static final RespValue PREFIX_WITHOUT_BROADCAST =
            RespValue.error("ERR PREFIX option requires BCAST mode to be enabled");
    private static final RespValue SWITCHES_BROADCAST =
            RespValue.error("ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then"
                    + " re-enabling it with a different mode.");
    private static final RespValue BROADCASTS_BY_CHOICE =
            RespValue.error("ERR OPTIN and OPTOUT are not compatible with BCAST");
    private static final RespValue BOTH_WAYS = RespValue.error("ERR You can't specify both OPTIN mode and OPTOUT mode");
    private static final RespValue SWITCHES_CHOICE =
            RespValue.error("ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then"
                    + " re-enabling it with a different mode.");
    private static final RespValue WATCHING = RespValue.error(
            "ERR CLIENT TRACKING is not possible between WATCH and EXEC: it changes the connection to the"
                    + " shard that watches. Send it before WATCH, inside MULTI, or UNWATCH first");

    private final CommandFrame command;
    private final Session session;

    private boolean broadcast;
    private boolean optIn;
    private boolean optOut;
    private boolean noLoop;
    private long redirect;
    private final List<String> prefixes = new ArrayList<>();

    TrackingPlan(CommandFrame command, Session session) {
        this.command = command;
        this.session = session;
    }

    Plan plan() {
        RespValue error = readOptions();
        if (error != null) {
            return refuse(error);
        }
        if (command.argIs(2, "OFF")) {
            return become(TrackingState.OFF);
        }
        if (!command.argIs(2, "ON")) {
            return refuse(SYNTAX_ERROR);
        }
        TrackingOptions before = session.modes().tracking().options();
        RespValue conflict = conflict(before);
        if (conflict != null) {
            return refuse(conflict);
        }
        TrackingOptions next = new TrackingOptions(true, broadcast, optIn, optOut, noLoop, redirect, before.prefixes());
        if (broadcast) {
            next = next.withMorePrefixes(prefixes.isEmpty() ? List.of("") : prefixes);
        }
        return become(session.modes().tracking().withOptions(next));
    }

    /** Returns the error at which the options end, if any. */
    private @Nullable RespValue readOptions() {
        for (int option = 3; option < command.argCount(); option++) {
            boolean hasValue = option + 1 < command.argCount();
            if (command.argIs(option, "REDIRECT") && hasValue) {
                if (redirect != 0) {
                    return TWO_REDIRECTS;
                }
                OptionalLong id = StrictNumber.parse(command, ++option);
                if (id.isEmpty()) {
                    return NOT_A_NUMBER;
                }
                if (id.getAsLong() == 0) {
                    return ClientOrder.Track.NO_SUCH_CLIENT;
                }
                redirect = id.getAsLong();
            } else if (command.argIs(option, "BCAST")) {
                broadcast = true;
            } else if (command.argIs(option, "OPTIN")) {
                optIn = true;
            } else if (command.argIs(option, "OPTOUT")) {
                optOut = true;
            } else if (command.argIs(option, "NOLOOP")) {
                noLoop = true;
            } else if (command.argIs(option, "PREFIX") && hasValue) {
                prefixes.add(Topic.nameOf(command.arg(++option)));
            } else {
                return SYNTAX_ERROR;
            }
        }
        return null;
    }

    private @Nullable RespValue conflict(TrackingOptions before) {
        if (!broadcast && !prefixes.isEmpty()) {
            return PREFIX_WITHOUT_BROADCAST;
        }
        if (before.on() && before.broadcast() != broadcast) {
            return SWITCHES_BROADCAST;
        }
        if (broadcast && (optIn || optOut)) {
            return BROADCASTS_BY_CHOICE;
        }
        if (optIn && optOut) {
            return BOTH_WAYS;
        }
        if ((optIn && before.optOut()) || (optOut && before.optIn())) {
            return SWITCHES_CHOICE;
        }
        return broadcast ? overlap(before) : null;
    }

    private @Nullable RespValue overlap(TrackingOptions before) {
        for (int i = 0; i < prefixes.size(); i++) {
            String prefix = prefixes.get(i);
            for (String known : before.prefixes()) {
                if (overlap(prefix, known)) {
                    return overlapping(prefix, "an existing prefix", known);
                }
            }
            for (String other : prefixes.subList(i + 1, prefixes.size())) {
                if (overlap(prefix, other)) {
                    return overlapping(prefix, "another provided prefix", other);
                }
            }
        }
        return null;
    }

    private static boolean overlap(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    private static RespValue overlapping(String prefix, String what, String other) {
        return RespValue.error("ERR Prefix '" + shown(prefix) + "' overlaps with " + what + " '" + shown(other)
                + "'. Prefixes for a single client must not overlap.");
    }

    /** As Redis shows it in an error: up to a NUL, in one line. */
    private static String shown(String prefix) {
        int nul = prefix.indexOf(0);
        return (nul < 0 ? prefix : prefix.substring(0, nul)).replace('\r', ' ').replace('\n', ' ');
    }

    private Plan refuse(RespValue error) {
        return redirect == 0 ? new Plan.Answer(error) : new Plan.Order(new ClientOrder.Track(redirect, null, error));
    }

    private Plan become(TrackingState next) {
        if (session.transaction().watches()
                && !next.options().equals(session.modes().tracking().options())) {
            return refuse(WATCHING);
        }
        return new Plan.Order(new ClientOrder.Track(redirect, next, RespValue.OK));
    }
}
