// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.ringway.proxy.backend.LaneSettings;
import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.script.LibraryChanges;
import io.ringway.resp.RespValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a shard that has come, or come back, the libraries of functions that it lacks: those that all other shards have with the
 * same code. What it has is left as it is.
 *
 * <p>Clients change libraries meanwhile, and what they do must win: a library must not come back that is being deleted. So nothing
 * is believed while a change of ours is under way ({@link LibraryChanges}); and once a library was loaded the others are
 * asked again, and where they have it no more it is taken away again. That repeats until no change has begun in between.
 *
 * <p>Shards that have been restarted and are yet to be repaired themselves have no say. Confined to the thread of the watch.
 */
public final class LibraryRepair {
    private static final Logger log = LoggerFactory.getLogger(LibraryRepair.class);

    /** Who changes libraries without pause is left alone for a while. */
    private static final int MOST_ROUNDS = 20;

    private final List<Shard> shards;
    private final LaneSettings settings;
    private final LibraryChanges changes;
    /** By shard, the process that was last seen to lack nothing; null before the first. */
    private final @Nullable String[] settled;

    public LibraryRepair(List<Shard> shards, LaneSettings settings, LibraryChanges changes) {
        this.shards = List.copyOf(shards);
        this.settings = settings;
        this.changes = changes;
        this.settled = new String[shards.size()];
    }

    boolean isSettled(int shard, String process) {
        return process.equals(settled[shard]);
    }

    /** Whether the shard was another process when it was last seen to lack nothing. */
    boolean isRestarted(int shard, String process) {
        return settled[shard] != null && !isSettled(shard, process);
    }

    /**
     * Loads what the shard lacks.
     *
     * @param process what tells the shard's process from others
     * @return false where it has to be tried again later
     */
    boolean repair(Shard shard, ShardClient client, String process) throws IOException {
        Map<String, String> loaded = new TreeMap<>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (!awaitQuiet()) {
                return false;
            }
            long begun = changes.begun();
            if (shards.size() > 1 && !loadMissing(shard, client, loaded)) {
                return false;
            }
            if (!awaitQuiet()) {
                return false;
            }
            takeBack(shard, client, loaded);
            if (changes.begun() == begun) {
                settled[shard.number()] = process;
                return true;
            }
        }
        return false;
    }

    /** Returns whether anybody could be asked. */
    private boolean loadMissing(Shard shard, ShardClient client, Map<String, String> loaded) throws IOException {
        Libraries present = Libraries.of(client);
        Map<String, String> missing = agreed(shard, name -> !present.codes().containsKey(name));
        if (missing == null) {
            return false;
        }
        for (Map.Entry<String, String> library : missing.entrySet()) {
            RespValue reply = client.call(
                    Libraries.bytes("FUNCTION"), Libraries.bytes("LOAD"), Libraries.bytes(library.getValue()));
            if (reply instanceof RespValue.Err error) {
                log.warn(
                        "library not loaded shard={} library={} error={}",
                        shard.name(),
                        library.getKey(),
                        error.text());
            } else {
                loaded.put(library.getKey(), library.getValue());
                log.info("library loaded, as all others have it shard={} library={}", shard.name(), library.getKey());
            }
        }
        return true;
    }

    /** Deletes those of the loaded libraries that the other shards do not have any longer, unless the shard has others in their place. */
    private void takeBack(Shard shard, ShardClient client, Map<String, String> loaded) throws IOException {
        Map<String, String> kept = loaded.isEmpty() ? Map.of() : agreed(shard, loaded::containsKey);
        if (kept == null) {
            // Nobody is left to ask; no change of ours is under way, and those that come now reach this shard too.
            return;
        }
        Map<String, String> gone = new TreeMap<>(loaded);
        gone.entrySet().removeAll(kept.entrySet());
        Libraries present = gone.isEmpty() ? Libraries.NONE : Libraries.of(client);
        for (Map.Entry<String, String> library : gone.entrySet()) {
            loaded.remove(library.getKey());
            if (present.has(library.getKey(), library.getValue())) {
                client.call("FUNCTION", "DELETE", library.getKey());
                log.info(
                        "library deleted again, as others have it no more shard={} library={}",
                        shard.name(),
                        library.getKey());
            }
        }
    }

    /**
     * The libraries of these names that all others have with the same code; null where nobody has a say. Others that can be
     * reached have one, unless they need a repair too.
     */
    private @Nullable Map<String, String> agreed(Shard shard, Predicate<String> names) {
        Map<String, String> agreed = null;
        for (Shard other : shards) {
            boolean settledAlready = agreed != null && agreed.isEmpty();
            if (other.number() == shard.number() || settledAlready) {
                continue;
            }
            try (ShardClient client = ShardClient.connect(other, settings)) {
                if (isRestarted(other.number(), RestartWatch.processOf(client))) {
                    continue;
                }
                Map<String, String> theirs = Libraries.of(client).codes();
                if (agreed == null) {
                    agreed = new TreeMap<>(theirs);
                    agreed.keySet().removeIf(names.negate());
                } else {
                    agreed.entrySet().retainAll(theirs.entrySet());
                }
            } catch (IOException e) {
                log.debug("shard has no say shard={} error={}", other.name(), e.getMessage());
            }
        }
        return agreed;
    }

    /** Waits until no change of ours is under way; false where that takes longer than any command may take. */
    private boolean awaitQuiet() {
        try {
            return changes.awaitEnd(settings.stuckTimeout().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
