// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.script;

import java.util.HashSet;
import java.util.Set;

/** Which scripts one connection to a shard has been sent, so that calls by digest behind them find them. Confined to one event loop. */
public final class LoadedScripts {
    /** With more it begins anew, which costs no more than sending them again. */
    private static final int MAX_SCRIPTS = 10_000;

    private final Set<ScriptDigest> digests = new HashSet<>();
    /** The epoch of the memory as of which {@link #digests} holds. */
    private int epoch;

    public boolean has(ScriptDigest digest, int now) {
        return epoch == now && digests.contains(digest);
    }

    public void add(ScriptDigest digest, int now) {
        if (epoch != now || digests.size() == MAX_SCRIPTS) {
            digests.clear();
            epoch = now;
        }
        digests.add(digest);
    }

    /** It is not there after all. */
    public void remove(ScriptDigest digest) {
        digests.remove(digest);
    }
}
