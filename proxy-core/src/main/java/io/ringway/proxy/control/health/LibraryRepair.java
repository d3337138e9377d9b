// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import io.ringway.proxy.backend.Backend;
import io.ringway.proxy.backend.ControlLanes;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Shard;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.control.health.LibraryAgreement.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives shards that are new, or were restarted without their data, the libraries of functions that others have. Looks at all shards
 * when a connection to one has been opened, and now and then; {@link LibraryAgreement} decides what is to be done.
 *
 * <pre>
 *   waiting ──due──► looking at one shard after the other ──► changing one library after the other ──► waiting
 * </pre>
 *
 * Confined to the event loop that it borrows, but for {@link #begin}, {@link #stop} and {@link #differing}, which are safe for use
 * by any thread.
 */
public final class LibraryRepair {
    private static final Logger log = LoggerFactory.getLogger(LibraryRepair.class);

    /** Between two looks: what a client sends to all shards has come to each of them by then, as a rule. */
    private static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** The same at first, and then twice as long each time, while something is wrong that only others can put right. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The same while all is well; the longest. */
    private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long TICK_MILLIS = 50;

    private final Backend backend;
    private final List<String> names;
    private final ControlLanes lanes;
    private final LibraryAgreement agreement;
    /** What was last said to be wrong, by what it is about. */
    private Map<String, String> reported = Map.of();

    private @Nullable Future<?> ticks;
    /** Whether a look, or what follows from it, is under way. */
    private boolean busy;
    /** Whether a lane has been opened since the last look began. */
    private boolean opened = true;
    /** When the last look and what followed from it ended, as {@link System#nanoTime} counts. */
    private long endedAt = System.nanoTime();
    /** How long to wait from then to the next one, if no lane is opened. */
    private long pause;
    /** The next pause where something is wrong. */
    private long retry = RETRY_NANOS;

    private volatile int differing;

    /**
     * Does nothing before {@link #begin}.
     *
     * @param backend of the event loop to borrow
     * @param command the id of the row under which the metrics count what is asked
     */
    public LibraryRepair(Backend backend, int command) {
        this.backend = backend;
        names = backend.shards().stream().map(Shard::name).toList();
        lanes = new ControlLanes(backend, command, () -> opened = true);
        agreement = new LibraryAgreement(names);
    }

    /** Begins to look. One shard alone has nobody to be compared with: then nothing is done. */
    public void begin() {
        if (names.size() > 1) {
            backend.loop().eventLoop().execute(() -> {
                lanes.open();
                ticks = backend.loop()
                        .eventLoop()
                        .scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            });
        }
    }

    /** Closes all connections, for good. */
    public Future<?> stop() {
        return backend.loop().eventLoop().submit(() -> {
            Future<?> running = ticks;
            if (running != null) {
                running.cancel(false);
            }
            lanes.close("the proxy is stopping");
        });
    }

    /** How many libraries are not the same on all shards, and have to be put right by people. */
    public int differing() {
        return differing;
    }

    private void tick() {
        long now = System.nanoTime();
        lanes.checkDeadlines(now);
        if (!busy && now - endedAt >= (opened ? SPACING_NANOS : pause)) {
            busy = true;
            opened = false;
            new Round().begin();
        }
    }

    /** Says what is wrong, once. */
    private void report(Map<String, String> troubles) {
        troubles.forEach((subject, trouble) -> {
            if (!trouble.equals(reported.get(subject))) {
                log.warn("libraries of functions are not the same on all shards {} error={}", subject, trouble);
            }
        });
        if (troubles.isEmpty() && !reported.isEmpty()) {
            log.info("libraries of functions are the same on all shards again");
        }
        reported = troubles;
    }

    /** One look, and what follows from it; its tickets mean nothing. */
    private final class Round implements WholeReplySink {
        private final LibraryLook look =
                new LibraryLook(lanes, names, backend.loop().eventLoop(), this::judge);
        /** What is left to be done; each leaves when the shard has answered. */
        private final Deque<LibraryChange> changes = new ArrayDeque<>();
        /** What is wrong, by what it is about. */
        private final Map<String, String> troubles = new TreeMap<>();

        /** Libraries that have to be put right by people. */
        private final Set<String> disputed = new TreeSet<>();
        /** Whether to look again as soon as that makes sense. */
        private boolean again;

        void begin() {
            look.next();
        }

        private void judge() {
            Verdict verdict = agreement.look(look.shards(), look.isComplete());
            verdict.back().forEach(copy -> changes.add(new LibraryChange(copy, true)));
            verdict.sure().missing().forEach(copy -> changes.add(new LibraryChange(copy, false)));
            verdict.sure().disputed().forEach((library, why) -> trouble(library, "library=" + library, why));
            look.refusals().forEach((shard, error) -> troubles.put("shard=" + shard, error));
            again = !verdict.settled();
            change();
        }

        private void change() {
            LibraryChange next = changes.peek();
            if (next == null) {
                end();
            } else {
                lanes.ask(next.copy().shard(), this, 0, next.command());
            }
        }

        @Override
        public void reply(long ticket, ByteBuf in, int start, int length) {
            LibraryChange change = changes.remove();
            LibraryCopy copy = change.copy();
            String shard = names.get(copy.shard());
            if (in.getByte(start) != '-') {
                log.info("library {} shard={} library={}", change.done(), shard, copy.library());
                again = true;
                if (!change.isBack()) {
                    agreement.given(copy);
                }
            } else {
                // The line without its type and end.
                refused(change, shard, in.toString(start + 1, length - 3, StandardCharsets.UTF_8));
            }
            change();
        }

        @Override
        public void failed(long ticket, Failure failure) {
            LibraryChange change = changes.remove();
            if (failure.kind() != Failure.Kind.NOT_SENT && !change.isBack()) {
                // The shard may have it now.
                agreement.given(change.copy());
            }
            // Where the shard's lane is down, this comes before the command has been put down.
            backend.loop().eventLoop().execute(this::change);
        }

        private void refused(LibraryChange change, String shard, String error) {
            String library = change.copy().library();
            if (change.isBack() || error.equals("ERR Library '" + library + "' already exists")) {
                // Somebody else was faster.
                again = true;
            } else {
                trouble(library, "library=" + library + " shard=" + shard, error);
            }
        }

        private void trouble(String library, String subject, String why) {
            disputed.add(library);
            troubles.put(subject, why);
        }

        private void end() {
            report(troubles);
            differing = disputed.size();
            boolean isWell = troubles.isEmpty() && look.isComplete();
            pause = again ? SPACING_NANOS : isWell ? PERIOD_NANOS : retry;
            retry = again || isWell ? RETRY_NANOS : Math.min(PERIOD_NANOS, 2 * retry);
            endedAt = System.nanoTime();
            busy = false;
        }
    }
}
