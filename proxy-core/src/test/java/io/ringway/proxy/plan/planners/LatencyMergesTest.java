// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static io.ringway.resp.RespValue.array;
import static io.ringway.resp.RespValue.bulk;
import static io.ringway.resp.RespValue.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.MapOf;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LatencyMergesTest {
    @Test
    void ofEachEventTheLatestSampleAndTheLargestAreTold() {
        assertThat(LatencyMerges.LATEST.merge(List.of(
                        array(event("command", 100, 5, 90), event("fork", 50, 1, 1)),
                        array(event("command", 200, 7, 8)))))
                .isEqualTo(array(event("command", 200, 7, 90), event("fork", 50, 1, 1)));
    }

    @Test
    void samplesAreInTheOrderOfTheirTime() {
        assertThat(LatencyMerges.HISTORY.merge(
                        List.of(array(sample(100, 5), sample(300, 6)), array(sample(200, 7), sample(300, 9)))))
                .isEqualTo(array(sample(100, 5), sample(200, 7), sample(300, 9)));
    }

    @Test
    void bucketsOfSeveralShardsAreCumulativeToo() {
        RespValue one = histogram(10, 1, 4, 8, 10);
        RespValue other = histogram(5, 2, 3, 4, 5);

        assertThat(LatencyMerges.HISTOGRAM.merge(List.of(
                        new MapOf(List.of(bulk("get"), one)),
                        new MapOf(List.of(bulk("get"), other, bulk("set"), one)))))
                .isEqualTo(new MapOf(List.of(bulk("get"), histogram(15, 1, 4, 2, 7, 4, 9, 8, 15), bulk("set"), one)));
    }

    private static RespValue event(String name, long at, long millis, long max) {
        return array(bulk(name), integer(at), integer(millis), integer(max));
    }

    private static RespValue sample(long at, long millis) {
        return array(integer(at), integer(millis));
    }

    private static RespValue histogram(long calls, long... buckets) {
        return new MapOf(List.of(
                bulk("calls"),
                integer(calls),
                bulk("histogram_usec"),
                new MapOf(Arrays.stream(buckets)
                        .<RespValue>mapToObj(RespValue::integer)
                        .toList())));
    }
}
