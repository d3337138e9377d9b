// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.slowlog;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest of the commands that kept a client waiting for longer than a threshold. That a command was slow turns out when
 * its frame is long gone, so the arguments of those that may be slow by themselves are kept while they are under way: of
 * commands that are not {@code fast} by the server's word, but for those on a string, which cost no more than its length. The
 * others are slow because of what is in front of them, and are entered without arguments; below {@link #MIN_BLAME_MICROS}
 * the log is for looking on, and all arguments are kept. Safe for use by any thread; costs nothing until a command is slow.
 */
public final class SlowLog {
    /** Below this threshold commands of every kind have their arguments. */
    public static final long MIN_BLAME_MICROS = 1000;

    /** More entries are not kept, whatever was asked for: they are on the heap. */
    private static final int MAX_LENGTH = 10_000;

    private static final long DEFAULT_MICROS = 10_000;
    private static final long DEFAULT_LENGTH = 128;
    private static final byte[] NOT_KEPT = "(arguments not kept)".getBytes(StandardCharsets.US_ASCII);

    private final List<CommandSpec> rows;
    /** Ids of rows whose commands' arguments are kept whatever the threshold. */
    private final BitSet slowByNature = new BitSet();

    private final InstantSource clock;
    private volatile long slowerThanMicros;
    private volatile long thresholdNanos;
    private volatile long maxLength = DEFAULT_LENGTH;
    /** Newest first, as far as threads agree on it. An entry leaves when there are too many. */
    private final ConcurrentLinkedDeque<SlowCommand> entries = new ConcurrentLinkedDeque<>();

    private final AtomicInteger length = new AtomicInteger();
    private final AtomicLong nextId = new AtomicLong();

    public SlowLog(CommandTable table, InstantSource clock) {
        this.rows = table.byId();
        this.clock = clock;
        for (CommandSpec row : rows) {
            slowByNature.set(
                    row.id(), !row.flags().contains("fast") && !row.group().equals("string"));
        }
        slowerThan(DEFAULT_MICROS);
    }

    /** How long a command takes that belongs here; what takes less need not be offered. */
    public long thresholdNanos() {
        return thresholdNanos;
    }

    /** Whether a command's arguments have to be kept until its reply has come. */
    public boolean keepsArguments(CommandSpec row) {
        long threshold = thresholdNanos;
        return threshold != Long.MAX_VALUE && (slowByNature.get(row.id()) || keepsAll());
    }

    /** Whether all commands' arguments are to be kept, and commands that the proxy answers itself looked at too. */
    public boolean keepsAll() {
        return thresholdNanos < TimeUnit.MICROSECONDS.toNanos(MIN_BLAME_MICROS);
    }

    /**
     * Enters a command if it took long enough.
     *
     * @param row id of the command's row
     * @param arguments null where they were not kept
     */
    public void add(int row, long nanos, @Nullable KeptArguments arguments, String address, String name) {
        if (nanos < thresholdNanos) {
            return;
        }
        CommandSpec spec = rows.get(row);
        List<byte[]> shown = arguments == null ? nameOf(spec) : Redaction.of(spec.name(), arguments.toList());
        entries.addFirst(new SlowCommand(
                nextId.getAndIncrement(),
                clock.instant().getEpochSecond(),
                TimeUnit.NANOSECONDS.toMicros(nanos),
                shown,
                address,
                name));
        length.incrementAndGet();
        while (length.get() > Math.min(maxLength, MAX_LENGTH) && entries.pollLast() != null) {
            length.decrementAndGet();
        }
    }

    /** The newest entries, newest first. */
    public List<SlowCommand> newest(long count) {
        Stream<SlowCommand> all = entries.stream()
                .sorted(Comparator.comparingLong(SlowCommand::id).reversed());
        return all.limit(count).toList();
    }

    public int length() {
        return Math.max(0, length.get());
    }

    /** Forgets all entries. */
    public void reset() {
        while (entries.pollLast() != null) {
            length.decrementAndGet();
        }
    }

    public long slowerThanMicros() {
        return slowerThanMicros;
    }

    /** Sets the threshold; where it is negative, nothing is entered. */
    public void slowerThan(long micros) {
        slowerThanMicros = micros;
        thresholdNanos = micros < 0 ? Long.MAX_VALUE : TimeUnit.MICROSECONDS.toNanos(micros);
    }

    public long maxLength() {
        return maxLength;
    }

    /** Sets how many entries are kept; those that are too many leave with the next one that is entered. */
    public void maxLength(long next) {
        maxLength = next;
    }

    private static List<byte[]> nameOf(CommandSpec spec) {
        List<byte[]> words = Stream.of(spec.name().toUpperCase(Locale.ROOT).split("\\|", -1))
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toList();
        return Stream.concat(words.stream(), Stream.of(NOT_KEPT)).toList();
    }
}
