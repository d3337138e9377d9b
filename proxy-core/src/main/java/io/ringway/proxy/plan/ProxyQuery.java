// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.resp.RespValue;

/** A question about the proxy as a whole. Answered on the client's event loop, from any state the proxy publishes. */
@FunctionalInterface
public interface ProxyQuery {
    RespValue answer(ProxyView proxy);
}
