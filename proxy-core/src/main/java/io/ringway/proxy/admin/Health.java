// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.admin;

import io.ringway.proxy.plan.ProxyView.ShardState;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Whether clients should be sent to this proxy. Immutable.
 *
 * @param draining whether it is on its way out and takes no new clients
 * @param shards the shards by number
 */
public record Health(boolean draining, List<ShardState> shards) {
    private static final JsonFactory JSON = new JsonFactory();

    public Health {
        shards = List.copyOf(shards);
    }

    /** One lost shard is no reason to send clients away: the others' keys are served. */
    boolean isServing() {
        return !draining && shards.stream().anyMatch(Health::isReachable);
    }

    /** An idle shard was not needed yet, so nothing speaks against it. */
    private static boolean isReachable(ShardState shard) {
        return shard.state().equals("ready") || shard.state().equals("idle");
    }

    private String status() {
        if (draining) {
            return "draining";
        }
        return isServing() ? "ok" : "no shard reachable";
    }

    String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("status", status());
            json.writeArrayPropertyStart("shards");
            for (ShardState shard : shards) {
                json.writeStartObject();
                json.writeStringProperty("name", shard.name());
                json.writeStringProperty("endpoint", shard.endpoint());
                json.writeStringProperty("state", shard.state());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
