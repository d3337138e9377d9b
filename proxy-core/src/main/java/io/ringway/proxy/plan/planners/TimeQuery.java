// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ProxyQuery;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.resp.RespValue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Answers TIME by the proxy's own clock. Immutable. */
record TimeQuery(InstantSource clock) implements ProxyQuery {
    @Override
    public RespValue answer(ProxyView proxy) {
        Instant now = clock.instant();
        return RespValue.array(
                RespValue.bulk(Long.toString(now.getEpochSecond())),
                RespValue.bulk(Long.toString(TimeUnit.NANOSECONDS.toMicros(now.getNano()))));
    }
}
