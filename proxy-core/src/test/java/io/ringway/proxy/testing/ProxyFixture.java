// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.util.List;

/** A proxy in front of shards. */
public final class ProxyFixture implements AutoCloseable {
    private final FaultLink link;

    private ProxyFixture(FaultLink link) {
        this.link = link;
    }

    public static ProxyFixture before(List<Endpoint> shards) {
        return new ProxyFixture(FaultLink.to(shards.get(0)));
    }

    public Endpoint endpoint() {
        return link.endpoint();
    }

    @Override
    public void close() {
        link.close();
    }
}
