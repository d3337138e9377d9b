// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversations of a subscriber and a publisher are the same, byte for byte, with a server and through the proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SubscriberConversationsIT {
    /** Said after each step, so that its reply tells where the step's replies end. */
    private static final String END = "end-of-step";

    /** What the subscriber says, and where a line begins with {@code >} the publisher. */
    private static final List<String> CONVERSATION = List.of(
            "UNSUBSCRIBE a",
            "PUNSUBSCRIBE a* b*",
            "SUNSUBSCRIBE",
            "SUBSCRIBE a b a {t}c",
            "> PUBLISH a one",
            "> PUBLISH b two",
            "> PUBLISH nobody three",
            "> PUBSUB NUMSUB a b c {t}c nobody",
            "> SPUBLISH a four",
            "PSUBSCRIBE a* [",
            "> PUBLISH a five",
            "> PUBLISH another six",
            "> PUBSUB NUMPAT",
            "UNSUBSCRIBE a nobody a",
            "> PUBLISH a seven",
            "> PUBSUB CHANNELS a*",
            "> PUBSUB NUMSUB a",
            "SSUBSCRIBE a {t}c",
            "> SPUBLISH a eight",
            "> PUBLISH {t}c nine",
            "> SPUBLISH {t}c ten",
            "> PUBSUB SHARDNUMSUB a {t}c b",
            "> PUBSUB SHARDCHANNELS a*",
            "SUNSUBSCRIBE a",
            "> SPUBLISH a eleven",
            "> MULTI",
            "> PUBLISH b twelve",
            "> SET {t}k v",
            "> PUBLISH {t}c thirteen",
            "> EXEC",
            "> EVAL return(redis.call('PUBLISH','{t}c',ARGV[1])) 1 {t}k fourteen",
            "UNSUBSCRIBE a b {t}c",
            "PUNSUBSCRIBE [ a*",
            "> PUBLISH a fifteen",
            "> PUBLISH {t}c sixteen",
            "SUNSUBSCRIBE",
            "> SPUBLISH {t}c seventeen",
            "SUBSCRIBE a",
            "RESET",
            "SUBSCRIBE b",
            "> PUBLISH b eighteen");

    @AutoClose
    private final ProxyFixture oneShard = ProxyFixture.before(SharedRedis.endpoints(1));

    @AutoClose
    private final ProxyFixture fourShards = ProxyFixture.before(SharedRedis.endpoints(4));

    static Stream<Arguments> cases() {
        return Stream.of(Arguments.of(2, 1), Arguments.of(2, 4), Arguments.of(3, 1), Arguments.of(3, 4));
    }

    @ParameterizedTest(name = "RESP{0}, {1} shards")
    @MethodSource("cases")
    void subscribersAreToldTheSame(int protocol, int shards) {
        SharedRedis.flush();
        List<List<String>> expected = direct(protocol);
        Endpoint proxy = shards == 1 ? oneShard.endpoint() : fourShards.endpoint();
        try (RawClient subscriber = RawClient.connect(proxy, protocol);
                RawClient publisher = RawClient.connect(proxy, protocol)) {
            for (int step = 0; step < CONVERSATION.size(); step++) {
                String line = CONVERSATION.get(step);
                List<String> replies = new ArrayList<>();
                say(line, subscriber, publisher, replies);
                // A message may come later than the reply to whoever published it.
                while (replies.size() < expected.get(step).size()) {
                    replies.add(subscriber.reply());
                }
                addRest(subscriber, replies);
                assertThat(replies).as(line).isEqualTo(expected.get(step));
            }
        }
    }

    private static List<List<String>> direct(int protocol) {
        Endpoint server = SharedRedis.DIRECT.endpoint();
        List<List<String>> all = new ArrayList<>();
        try (RawClient subscriber = RawClient.connect(server, protocol);
                RawClient publisher = RawClient.connect(server, protocol)) {
            for (String line : CONVERSATION) {
                List<String> replies = new ArrayList<>();
                say(line, subscriber, publisher, replies);
                addRest(subscriber, replies);
                all.add(replies);
            }
        }
        return all;
    }

    private static void say(String line, RawClient subscriber, RawClient publisher, List<String> replies) {
        if (line.startsWith("> ")) {
            replies.add(publisher.call(line.substring(2).split(" ", -1)));
        } else {
            subscriber.send(line.split(" ", -1));
        }
    }

    private static void addRest(RawClient subscriber, List<String> replies) {
        subscriber.send("PING", END);
        replies.addAll(subscriber.repliesUntil(END));
    }
}
