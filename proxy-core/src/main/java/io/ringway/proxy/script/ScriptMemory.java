// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.script;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of scripts that clients have sent, by digest, within a limit of bytes. Those that somebody has loaded or called by
 * digest are kept apart from those that were only ever sent with EVAL: an application that makes a new script for each call
 * pushes out nothing but its own. Safe for use by any thread; loops ask once for each script and connection, not for each call.
 */
public final class ScriptMemory {
    /** What a script takes besides its body: digest, map entry, array header. */
    private static final int ENTRY_BYTES = 160;
    /** A part of the limit that no single body may exceed, and that those sent with EVAL have to themselves. */
    private static final int PARTS = 4;

    private final Shelf wanted;
    private final Shelf sent;
    private final long maxBodyBytes;
    /** Counts how often all was forgotten. */
    private final AtomicInteger epoch = new AtomicInteger();

    public ScriptMemory(long maxBytes) {
        maxBodyBytes = maxBytes / PARTS - ENTRY_BYTES;
        sent = new Shelf(maxBytes / PARTS);
        wanted = new Shelf(maxBytes - maxBytes / PARTS);
    }

    /** Remembers a body that was sent to be carried out at once. */
    public synchronized void sent(byte[] body) {
        ScriptDigest digest = ScriptDigest.of(body);
        if (body.length <= maxBodyBytes && wanted.get(digest) == null) {
            sent.put(digest, body);
        }
    }

    /** Remembers a body that was sent to be called by its digest. */
    public synchronized void loaded(byte[] body) {
        if (body.length <= maxBodyBytes) {
            ScriptDigest digest = ScriptDigest.of(body);
            sent.remove(digest);
            wanted.put(digest, body);
        }
    }

    /** The body that is called by this digest, not to be changed; null where it is not known. */
    public synchronized byte @Nullable [] call(ScriptDigest digest) {
        byte[] body = wanted.get(digest);
        if (body == null) {
            body = sent.remove(digest);
            if (body != null) {
                wanted.put(digest, body);
            }
        }
        return body;
    }

    public synchronized boolean knows(ScriptDigest digest) {
        return wanted.get(digest) != null || sent.get(digest) != null;
    }

    /** Forgets a script that is none. */
    public synchronized void forget(ScriptDigest digest) {
        wanted.remove(digest);
        sent.remove(digest);
    }

    /** Forgets all, as all shards are told to. */
    public synchronized void forgetAll() {
        wanted.clear();
        sent.clear();
        epoch.incrementAndGet();
    }

    /** How often all was forgotten: what was noted in an earlier epoch holds no longer. */
    public int epoch() {
        return epoch.get();
    }

    /** Bytes taken, more or less. */
    public synchronized long bytes() {
        return wanted.bytes + sent.bytes;
    }

    /** Scripts within a limit; the one that was asked for longest ago leaves first. */
    private static final class Shelf {
        private final Map<ScriptDigest, byte[]> bodies = new LinkedHashMap<>(16, 0.75f, true);
        private final long maxBytes;
        private long bytes;

        Shelf(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        byte @Nullable [] get(ScriptDigest digest) {
            return bodies.get(digest);
        }

        void put(ScriptDigest digest, byte[] body) {
            if (bodies.put(digest, body) == null) {
                bytes += body.length + ENTRY_BYTES;
            }
            Iterator<byte[]> oldest = bodies.values().iterator();
            while (bytes > maxBytes) {
                bytes -= oldest.next().length + ENTRY_BYTES;
                oldest.remove();
            }
        }

        byte @Nullable [] remove(ScriptDigest digest) {
            byte[] body = bodies.remove(digest);
            if (body != null) {
                bytes -= body.length + ENTRY_BYTES;
            }
            return body;
        }

        void clear() {
            bodies.clear();
            bytes = 0;
        }
    }
}
