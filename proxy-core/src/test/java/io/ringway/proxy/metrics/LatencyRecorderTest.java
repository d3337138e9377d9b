// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {
    private final LatencyRecorder recorder = new LatencyRecorder();

    @Test
    void hasTheCellsOfHdrHistogram() {
        Histogram expected = LatencyTimer.newHistogram();
        SplittableRandom random = new SplittableRandom(20_240_601);
        for (int i = 0; i < 200_000; i++) {
            long nanos = random.nextLong(1L << random.nextInt(1, 36));
            long clamped = Math.min(nanos, LatencyRecorder.HIGHEST_NANOS);
            expected.recordValue(clamped);
            recorder.record(nanos, 1);
        }

        Histogram read = read();

        assertThat(read).isEqualTo(expected);
    }

    @Test
    void countsARunOfEqualLatenciesWithOneCall() {
        recorder.record(1_000_000, 64);

        assertThat(recorder.count()).isEqualTo(64);
        assertThat(recorder.sumNanos()).isEqualTo(64_000_000);
        assertThat(read().getCountAtValue(1_000_000)).isEqualTo(64);
    }

    @Test
    void countsWhatIsBeyondItsRangeAtTheRangesEnds() {
        recorder.record(-5, 1);
        recorder.record(TimeUnit.HOURS.toNanos(1), 1);

        Histogram read = read();

        assertThat(read.getTotalCount()).isEqualTo(2);
        assertThat(read.getCountAtValue(0)).isEqualTo(1);
        assertThat(read.getCountAtValue(LatencyRecorder.HIGHEST_NANOS)).isEqualTo(1);
    }

    @Test
    void keepsTheExactSumOfWhatWasRecorded() {
        recorder.record(1_234, 3);
        recorder.record(TimeUnit.MINUTES.toNanos(2), 1);

        assertThat(recorder.sumNanos()).isEqualTo(3 * 1_234 + TimeUnit.MINUTES.toNanos(2));
    }

    private Histogram read() {
        Histogram histogram = LatencyTimer.newHistogram();
        recorder.visit(histogram::recordValueWithCount);
        return histogram;
    }
}
