// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What commands may learn of the cache, and do to it. Safe for use by any thread. */
public interface CacheView {
    /** Its fields of {@code INFO ringway}, ordered. */
    Map<String, String> figures();

    /** Figures and state, a line each, {@code name:value}. */
    List<String> stats();

    /** What is remembered of a key, a line for each command. */
    List<String> inspect(byte[] key);

    /** Forgets a key's replies. */
    void forget(byte[] key);

    /** Forgets the replies of all keys that fit; returns how many replies that were. */
    int forget(Predicate<byte[]> keys);

    /** Forgets everything. */
    void flush();

    /** Begins or ends the use of the cache; it is empty then. */
    void turn(boolean on);

    /** The keys asked for most of late, a line each, the hottest first. */
    List<String> hotKeys(int most);
}
