// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.*;
import io.ringway.proxy.session.Session;
import io.ringway.resp.*;
import java.util.*;

public final class CommandPlanner {
    byte[] scratch = new byte[65536];
    Plan.Forward[] f = new Plan.Forward[64];
    static final CommandSpec X =
            new CommandSpec(0, "x", 1, Set.of("readonly"), List.of(), List.of(), List.of(), "", "", "", false);

    public Plan plan(CommandFrame c, Session s, ShardMap m) {
        if (c.argCount() < 2 || c.argIs(0, "config") || c.argIs(0, "command")) return Plan.Answer.error("ERR x");
        int sh = m.shardOf(scratch, c.copyArg(1, scratch));
        Plan.Forward p = f[sh];
        if (p == null) p = f[sh] = new Plan.Forward(X, sh);
        return p;
    }
}
