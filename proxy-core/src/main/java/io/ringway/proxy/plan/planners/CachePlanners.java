// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.CacheView;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Plans RINGWAY CACHE and RINGWAY HOTKEYS. Stateless. */
final class CachePlanners {
    private static final String NO_CACHE =
            "ERR there is no cache; set cache.size in the configuration, then RINGWAY CONFIG RELOAD";
    private static final String SYNTAX = "ERR syntax error; try RINGWAY CACHE STATS|INSPECT key|INVALIDATE KEY key|"
            + "INVALIDATE PATTERN pattern|FLUSH|ON|OFF";
    private static final int DEFAULT_HOT_KEYS = 16;
    private static final RespValue OK = new RespValue.SimpleString("OK");

    private CachePlanners() {}

    static Plan cache(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        int arguments = command.argCount();
        String action = command.argText(2).toLowerCase(Locale.ROOT);
        if (arguments == 3) {
            return switch (action) {
                case "stats" -> with(cache -> lines(cache.stats()));
                case "flush" ->
                    with(cache -> {
                        cache.flush();
                        return OK;
                    });
                case "on", "off" ->
                    with(cache -> {
                        cache.turn(action.equals("on"));
                        return OK;
                    });
                default -> Plan.Answer.error(SYNTAX);
            };
        }
        byte[] last = command.arg(arguments - 1);
        if (arguments == 4 && action.equals("inspect")) {
            return with(cache -> lines(cache.inspect(last)));
        }
        if (arguments == 5 && action.equals("invalidate") && command.argIs(3, "key")) {
            return with(cache -> {
                cache.forget(last);
                return OK;
            });
        }
        if (arguments == 5 && action.equals("invalidate") && command.argIs(3, "pattern")) {
            Glob pattern = Glob.exact(last);
            return with(cache -> RespValue.integer(cache.forget(pattern::matches)));
        }
        return Plan.Answer.error(SYNTAX);
    }

    static Plan hotKeys(CommandSpec spec, CommandFrame command, Session session, ShardMap shards) {
        long most = command.argCount() == 2
                ? DEFAULT_HOT_KEYS
                : StrictNumber.parse(command, 2).orElse(0);
        if (command.argCount() > 3 || most < 1 || most > 1000) {
            return Plan.Answer.error("ERR syntax error; try RINGWAY HOTKEYS [count from 1 to 1000]");
        }
        return with(cache -> lines(cache.hotKeys((int) most)));
    }

    private static Plan with(Function<CacheView, RespValue> query) {
        return new Plan.Ask(proxy -> proxy.cache().map(query).orElseGet(() -> RespValue.error(NO_CACHE)));
    }

    /** Lines may name keys, so they are bulks. */
    private static RespValue lines(List<String> texts) {
        return new RespValue.Array(texts.stream()
                .<RespValue>map(text -> new RespValue.Bulk(text.getBytes(StandardCharsets.UTF_8)))
                .toList());
    }
}
