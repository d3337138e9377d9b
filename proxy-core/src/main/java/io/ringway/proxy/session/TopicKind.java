// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

/** What a client can subscribe to. Immutable. */
public enum TopicKind {
    /** Messages that PUBLISH sends to one channel. */
    CHANNEL(""),
    /** Messages that PUBLISH sends to any channel whose name matches. */
    PATTERN("p"),
    /** Messages that SPUBLISH sends to one channel; their names are apart from those of other channels. */
    SHARD_CHANNEL("s");

    private final String subscribe;
    private final String unsubscribe;

    TopicKind(String prefix) {
        subscribe = prefix + "subscribe";
        unsubscribe = prefix + "unsubscribe";
    }

    /** The command that begins a subscription, as confirmations call it too. */
    public String subscribe() {
        return subscribe;
    }

    /** The command that ends one. */
    public String unsubscribe() {
        return unsubscribe;
    }
}
