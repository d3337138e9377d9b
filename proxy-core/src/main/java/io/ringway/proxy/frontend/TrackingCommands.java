// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.session.TrackingOptions;
import java.util.ArrayList;
import java.util.List;

/** What a shard is told of how a client tracks. Stateless. */
final class TrackingCommands {
    private static final String EVERYTHING = "";

    private TrackingCommands() {}

    /** The commands that bring a new connection into that state. */
    static List<List<String>> beginning(TrackingOptions options, long redirect) {
        List<String> named = new ArrayList<>(options.prefixes());
        if (!named.remove(EVERYTHING) || named.isEmpty()) {
            return List.of(command(options, named, redirect));
        }
        // Prefixes must not overlap, but for the empty one where it comes last and unnamed.
        return List.of(command(options, named, redirect), command(options, List.of(), redirect));
    }

    /** The command that brings a connection from one state into the next. */
    static List<String> change(TrackingOptions from, TrackingOptions to, long redirect) {
        List<String> added = new ArrayList<>(to.prefixes());
        added.removeAll(from.prefixes());
        added.remove(EVERYTHING);
        return command(to, added, redirect);
    }

    private static List<String> command(TrackingOptions options, List<String> prefixes, long redirect) {
        List<String> command = new ArrayList<>(List.of("CLIENT", "TRACKING", "ON"));
        if (redirect != 0) {
            command.addAll(List.of("REDIRECT", Long.toString(redirect)));
        }
        option(command, options.broadcast(), "BCAST");
        option(command, options.optIn(), "OPTIN");
        option(command, options.optOut(), "OPTOUT");
        option(command, options.noLoop(), "NOLOOP");
        for (String prefix : prefixes) {
            command.addAll(List.of("PREFIX", prefix));
        }
        return command;
    }

    private static void option(List<String> command, boolean set, String name) {
        if (set) {
            command.add(name);
        }
    }
}
