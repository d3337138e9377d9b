// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.resp.Protocol;
import java.util.List;

/**
 * A shared lane for clients that have said {@code CLIENT NO-TOUCH ON}: what goes here leaves keys as unused as they were, where the
 * server knows how (Redis 7.2 does). Nothing that is read here is remembered. Confined to the event loop.
 */
final class NoTouchLane extends Lane {
    static final List<List<String>> WISH = List.of(List.of("CLIENT", "NO-TOUCH", "ON"));

    NoTouchLane(Backend backend, int shard, Protocol protocol, int database) {
        super(backend, shard, protocol, database);
    }

    @Override
    List<List<String>> wishes() {
        return WISH;
    }
}
