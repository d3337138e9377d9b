// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static io.ringway.proxy.testing.MessageClients.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.MessageClients;
import io.ringway.proxy.testing.OnEmptyServers;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions begin and end as at a server, and nothing is left of those who go. */
@OnEmptyServers
final class SubscriptionsIT {
    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    private final MessageClients with = new MessageClients(proxy);

    @AfterEach
    void nobodyIsSubscribedAnyMore() {
        with.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whoWantsNoRepliesIsToldOfItsSubscriptionsAllTheSame(int protocol) {
        RawClient throughProxy = with.client(protocol);
        try (RawClient direct = SharedRedis.DIRECT.connect()) {
            direct.call("HELLO", Integer.toString(protocol));
            for (RawClient each : List.of(direct, throughProxy)) {
                each.send("CLIENT", "REPLY", "OFF");
                each.send("SUBSCRIBE", "a", "b");
                each.send("PING");
                each.send("UNSUBSCRIBE", "a", "b");
                each.send("CLIENT", "REPLY", "ON");
                each.send("CLIENT", "REPLY", "SKIP");
                each.send("SUBSCRIBE", "x");
                each.send("UNSUBSCRIBE", "x");
                each.send("PING");
            }
            for (int reply = 0; reply < 8; reply++) {
                assertThat(throughProxy.reply()).isEqualTo(direct.reply());
            }
        }
    }

    @Test
    void whoLeavesBecauseOfAMessageHasReceivedIt() {
        RawClient subscriber = with.client(2);
        RawClient publisher = with.client(2);
        for (int i = 0; i < 300; i++) {
            subscriber.call("SUBSCRIBE", "bell");
            publisher.send("PUBLISH", "bell", "ring");
            assertThat(subscriber.reply()).contains("ring");
            subscriber.call("UNSUBSCRIBE", "bell");

            assertThat(publisher.reply()).isEqualTo(":1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whoComesAndGoesLeavesNothingBehind(long seed) {
        Random random = new Random(seed);
        RawClient steady = with.subscriber(3, "channel:0");
        RawClient publisher = with.client(2);
        int published = 0;
        for (int i = 0; i < 400; i++) {
            RawClient client = with.client(2 + random.nextInt(2));
            for (int command = 0; command < 1 + random.nextInt(4); command++) {
                String name = "channel:" + random.nextInt(3);
                switch (random.nextInt(6)) {
                    case 0 -> client.send("UNSUBSCRIBE");
                    case 1 -> client.send("PSUBSCRIBE", "channel:*");
                    case 2 -> client.send("SSUBSCRIBE", name);
                    case 3 -> client.send("UNSUBSCRIBE", name);
                    case 4 -> client.send("RESET");
                    default -> client.send("SUBSCRIBE", name, "channel:1", "channel:2");
                }
            }
            if (random.nextBoolean()) {
                client.reset();
            }
            if (random.nextInt(4) == 0) {
                publisher.call("PUBLISH", "channel:0", "m" + published);
                assertThat(steady.reply()).isEqualTo(message(3, "channel:0", "m" + published++));
            }
        }
    }

    @Test
    void clientListTellsWhoSubscribes() {
        RawClient subscriber = with.client(2);
        subscriber.call("CLIENT", "SETNAME", "listener");
        subscriber.call("SUBSCRIBE", "news");
        subscriber.call("PSUBSCRIBE", "n*");
        subscriber.call("SSUBSCRIBE", "s");
        RawClient other = with.client(2);

        assertThat(other.call("CLIENT", "LIST", "TYPE", "pubsub"))
                .contains("name=listener", "flags=P", "sub=1 psub=1 ssub=1")
                .containsOnlyOnce("id=");
        assertThat(other.call("CLIENT", "LIST", "TYPE", "normal")).doesNotContain("listener");
    }
}
