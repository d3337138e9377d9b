// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client that tracks keys, another that writes and a third that is told in the first one's place hear is the same, byte for
 * byte and in the same order for each, with a server and through the proxy.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrackingConversationsIT {
    private static final String END = "end-of-step";

    /** Steps of pipelined commands; those of the writer begin with {@code >}, those of the third with {@code <}. */
    private static final List<String> KEYS_THAT_WERE_READ = List.of(
            "CLIENT TRACKINGINFO ; CLIENT GETREDIR ; CLIENT CACHING YES",
            "CLIENT TRACKING ; CLIENT TRACKING MAYBE ; CLIENT TRACKING ON BOGUS ; CLIENT TRACKING OFF REDIRECT",
            "CLIENT TRACKING ON PREFIX a ; CLIENT TRACKING ON BCAST OPTIN ; CLIENT TRACKING ON OPTIN OPTOUT",
            "CLIENT TRACKING ON REDIRECT 0 ; CLIENT TRACKING ON REDIRECT 987654 ; CLIENT TRACKING ON REDIRECT x",
            "CLIENT TRACKING ON REDIRECT @third BOGUS ; CLIENT TRACKING ON REDIRECT @third REDIRECT @third",
            "CLIENT TRACKING ON BOGUS REDIRECT 987654 ; CLIENT TRACKING ON REDIRECT 987654 BOGUS",
            "> SET {t}a 1",
            "CLIENT TRACKING ON ; CLIENT TRACKINGINFO ; CLIENT GETREDIR",
            "GET {t}a ; GET {t}b",
            "> SET {t}a 2",
            "> SET {t}a 3",
            "> SET {t}b 1",
            "GET {t}a ; SET {t}a 4 ; GET {t}a",
            "SET {t}a 5 ; GET {t}a ; SET {t}a 6 ; GET {t}a ; SET {t}a 7",
            "MGET {t}a {t}b {t}c ; HGETALL {t}h ; LRANGE {t}l 0 -1",
            "> MSET {t}a 1 {t}b 2 {t}c 3",
            "> HSET {t}h f v ; RPUSH {t}l x",
            "MULTI ; GET {t}a ; SET {t}a 1 ; GET {t}b ; EXEC",
            "> DEL {t}a {t}b",
            "EVAL return(redis.call('get',KEYS[1])) 1 {t}a",
            "> SET {t}a 1",
            "EVAL return(redis.call('set',KEYS[1],redis.call('incr',KEYS[2]))) 2 {t}a {t}n",
            "GET {t}n ; EVAL return(redis.call('set',KEYS[1],redis.call('incr',KEYS[2]))) 2 {t}a {t}n",
            "WATCH {t}a ; GET {t}a ; MULTI ; SET {t}a 9 ; EXEC",
            "WATCH {t}a ; GET {t}a",
            "> SET {t}a 10",
            "MULTI ; GET {t}b ; EXEC",
            "WATCH {t}a ; UNWATCH ; GET {t}a",
            "> SET {t}a 11",
            "GET {t}a ; SELECT 3 ; GET {t}a ; SET {t}a in-three",
            "> SET {t}a 12",
            "GET {t}a ; SELECT 0 ; GET {t}a",
            "> SELECT 3 ; SET {t}a again ; SELECT 0",
            "MULTI ; SELECT 3 ; GET {t}a ; SELECT 0 ; EXEC ; GET {t}a",
            "> SET {t}a 13",
            "RPUSH {t}q 1 ; BLPOP {t}q 1 ; XADD {t}s 1-1 f v ; XREAD BLOCK 1000 STREAMS {t}s 0",
            "> XADD {t}s 1-2 f v",
            "GET {t}a",
            "> RENAME {t}a {t}z",
            "GET {t}z ; CLIENT TRACKING OFF ; CLIENT TRACKING OFF ; CLIENT TRACKINGINFO",
            "> SET {t}z 1",
            "GET {t}a ; CLIENT TRACKING ON ; GET {t}b",
            "> MSET {t}a 1 {t}b 1",
            "CLIENT TRACKING ON NOLOOP ; CLIENT TRACKINGINFO ; GET {t}a ; SET {t}a 1 ; GET {t}b",
            "> SET {t}a 1 ; SET {t}b 1",
            "GET {t}a ; GET {t}b ; MULTI ; SET {t}a 1 ; EVAL redis.call('set',KEYS[1],1) 1 {t}b ; EXEC",
            "> SET {t}a 1 ; SET {t}b 1",
            "CLIENT TRACKING ON ; GET {t}a ; GET {t}b",
            "> FLUSHALL",
            "CLIENT TRACKING ON BCAST ; CLIENT CACHING NO ; CLIENT TRACKING ON REDIRECT @third OPTIN OPTOUT");

    private static final List<String> BY_CHOICE = List.of(
            "CLIENT TRACKING ON OPTIN ; CLIENT TRACKINGINFO ; CLIENT CACHING NO ; CLIENT CACHING BOGUS ; CLIENT CACHING",
            "GET {t}a",
            "> SET {t}a 1",
            "CLIENT CACHING YES ; CLIENT TRACKINGINFO ; GET {t}a ; GET {t}b ; CLIENT TRACKINGINFO",
            "> SET {t}a 1 ; SET {t}b 1",
            "CLIENT CACHING YES ; CLIENT ID ; MGET {t}a {t}b ; GET {t}c",
            "> SET {t}a 1 ; SET {t}b 1 ; SET {t}c 1",
            "CLIENT CACHING YES ; PING ; GET {t}a",
            "> SET {t}a 1",
            "CLIENT CACHING YES ; NOSUCH ; GET {t}a",
            "> SET {t}a 1",
            "CLIENT CACHING YES ; GET ; GET {t}a",
            "> SET {t}a 1",
            "CLIENT CACHING YES ; CLIENT NOSUCH ; GET {t}a",
            "> SET {t}a 1",
            "CLIENT CACHING YES ; MULTI ; GET {t}a ; GET {t}b ; EXEC ; GET {t}c",
            "> SET {t}a 1 ; SET {t}b 1 ; SET {t}c 1",
            "MULTI ; GET {t}a ; CLIENT CACHING YES ; GET {t}b ; EXEC ; GET {t}c",
            "> SET {t}a 1 ; SET {t}b 1 ; SET {t}c 1",
            "MULTI ; CLIENT CACHING YES ; GET {t}a ; GET {t}b ; CLIENT CACHING NO ; EXEC",
            "> SET {t}a 1 ; SET {t}b 1",
            "CLIENT CACHING YES ; MULTI ; GET {t}a ; DISCARD ; GET {t}b",
            "> SET {t}a 1 ; SET {t}b 1",
            "CLIENT CACHING YES ; EVAL return(redis.call('get',KEYS[1])) 1 {t}a",
            "> SET {t}a 1",
            "CLIENT CACHING YES ; EVALSHA 7c9d2a0 1 {t}a ; GET {t}a",
            "> SET {t}a 1",
            "CLIENT TRACKING ON OPTOUT",
            "CLIENT CACHING YES ; CLIENT TRACKING ON OPTIN NOLOOP ; CLIENT TRACKINGINFO ; GET {t}a ; SET {t}a 5",
            "> SET {t}a 1",
            "CLIENT TRACKING OFF ; CLIENT TRACKING ON OPTOUT ; CLIENT TRACKINGINFO ; CLIENT CACHING YES",
            "GET {t}a ; CLIENT CACHING NO ; CLIENT TRACKINGINFO ; GET {t}b ; GET {t}c",
            "> SET {t}a 1 ; SET {t}b 1 ; SET {t}c 1",
            "CLIENT CACHING NO ; MULTI ; GET {t}a ; EXEC ; GET {t}b",
            "> SET {t}a 1 ; SET {t}b 1",
            "CLIENT CACHING NO ; RESET ; CLIENT TRACKINGINFO ; GET {t}a",
            "> SET {t}a 1");

    private static final List<String> PREFIXES = List.of(
            "CLIENT TRACKING ON BCAST PREFIX {t}u: PREFIX {t}u",
            "CLIENT TRACKING ON BCAST PREFIX {t}u: PREFIX {t}v: ; CLIENT TRACKINGINFO",
            "CLIENT TRACKING ON BCAST PREFIX {t}u:1 ; CLIENT TRACKING ON BCAST PREFIX {t}",
            "> SET {t}u:1 1",
            "> SET {t}w:1 1",
            "> SET {t}v:1 1",
            "SET {t}u:1 1",
            "CLIENT TRACKING ON BCAST PREFIX {t}w: PREFIX {t}w\u00ff ; CLIENT TRACKINGINFO",
            "> SET {t}w:1 1",
            "> MSET {t}w\u00ffx 1 {t}y 2",
            "CLIENT TRACKING ON ; CLIENT TRACKING ON BCAST NOLOOP PREFIX {t}x",
            "SET {t}x 1",
            "> SET {t}x 2",
            "CLIENT TRACKING ON BCAST ; CLIENT TRACKINGINFO",
            "> SET {t}zz 1",
            "> SET {t}x 1",
            "SET {t}x 2",
            "CLIENT TRACKING ON BCAST PREFIX q",
            "CLIENT TRACKING OFF ; CLIENT TRACKINGINFO",
            "> SET {t}x 2",
            "CLIENT TRACKING ON BCAST PREFIX  ; CLIENT TRACKINGINFO",
            "> SET {t}x 3");

    private static final List<String> TOLD_IN_ITS_PLACE = List.of(
            "CLIENT TRACKING ON REDIRECT @third ; CLIENT TRACKINGINFO ; CLIENT GETREDIR",
            "GET {t}a",
            "> SET {t}a 1",
            "GET {t}a",
            "< SUBSCRIBE something",
            "> SET {t}a 1",
            "< SUBSCRIBE __redis__:invalidate",
            "GET {t}a ; GET {t}b",
            "> SET {t}a 1",
            "> SET {t}b 1",
            "GET {t}a",
            "SET {t}a 1",
            "CLIENT TRACKING ON REDIRECT @third NOLOOP ; GET {t}a ; SET {t}a 1 ; GET {t}a",
            "> SET {t}a 1",
            "GET {t}a ; CLIENT TRACKING OFF",
            "> SET {t}a 1",
            "CLIENT TRACKING ON BCAST PREFIX {t}u: REDIRECT @third",
            "> SET {t}u:1 1",
            "> SET {t}a 1",
            "CLIENT TRACKING OFF ; CLIENT TRACKING ON REDIRECT @third OPTIN ; GET {t}a ; CLIENT CACHING YES ; GET {t}b",
            "> SET {t}b 1",
            "> SET {t}a 1",
            "CLIENT TRACKING OFF ; CLIENT TRACKING ON REDIRECT @self ; GET {t}a ; CLIENT GETREDIR",
            "> SET {t}a 1");

    private static final List<String> OTHER_WAYS = List.of(
            "< SUBSCRIBE __redis__:invalidate",
            "CLIENT TRACKING ON REDIRECT @third ; GET {t}a ; GET {t}b",
            "> SET {t}a 1",
            "HELLO 3 ; GET {t}a ; CLIENT TRACKINGINFO",
            "> SET {t}a 2",
            "> SET {t}b 2",
            "GET {t}a ; CLIENT TRACKING ON ; GET {t}b",
            "> SET {t}a 3",
            "> SET {t}b 3",
            "GET {t}a ; HELLO 2 ; GET {t}b ; HELLO 3",
            "> SET {t}a 4",
            "CLIENT TRACKING OFF ; CLIENT TRACKING ON ; GET {t}a ; CLIENT TRACKING ON REDIRECT @third ; GET {t}b",
            "> SET {t}a 5",
            "> SET {t}b 5",
            "GET {t}a ; CLIENT TRACKING ON ; GET {t}b",
            "> SET {t}a 6",
            "SET {t}b 6 ; CLIENT TRACKING OFF");

    @AutoClose
    private final ProxyFixture oneShard = ProxyFixture.before(SharedRedis.endpoints(1));

    @AutoClose
    private final ProxyFixture fourShards = ProxyFixture.before(SharedRedis.endpoints(4));

    static Stream<Arguments> cases() {
        Map<String, List<String>> conversations = new LinkedHashMap<>();
        conversations.put("keys that were read", KEYS_THAT_WERE_READ);
        conversations.put("keys by choice", BY_CHOICE);
        conversations.put("prefixes", PREFIXES);
        conversations.put("another told", TOLD_IN_ITS_PLACE);
        conversations.put("told in other ways", OTHER_WAYS);
        List<Arguments> all = new ArrayList<>();
        conversations.forEach((name, steps) -> {
            for (int protocol : new int[] {2, 3}) {
                for (int shards : new int[] {1, 4}) {
                    all.add(Arguments.of(name, protocol, shards, steps));
                }
            }
        });
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, RESP{1}, {2} shards")
    @MethodSource("cases")
    void everybodyHearsTheSame(String name, int protocol, int shards, List<String> steps) {
        SharedRedis.flush();
        Endpoint proxy = shards == 1 ? oneShard.endpoint() : fourShards.endpoint();
        try (Talk expected = new Talk(SharedRedis.DIRECT.endpoint(), protocol);
                Talk actual = new Talk(proxy, protocol)) {
            for (String step : steps) {
                Heard right = expected.say(step, null);
                assertThat(actual.say(step, right)).as(step).isEqualTo(right);
            }
        }
    }

    /** What each of the three has heard in a step. */
    private record Heard(List<String> tracker, List<String> writer, List<String> third) {
        static Heard nothing() {
            return new Heard(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private static final class Talk implements AutoCloseable {
        private final RawClient tracker;
        private final RawClient writer;
        private final RawClient third;
        private final String ownId;
        private final String thirdId;

        Talk(Endpoint endpoint, int protocol) {
            tracker = RawClient.connect(endpoint, protocol);
            writer = RawClient.connect(endpoint, 2);
            third = RawClient.connect(endpoint, protocol);
            ownId = tracker.id();
            thirdId = third.id();
        }

        /** @param expected how much to wait for; null where whatever comes has come once everybody is answered */
        Heard say(String step, @Nullable Heard expected) {
            Heard heard = Heard.nothing();
            RawClient speaker = step.startsWith("> ") ? writer : step.startsWith("< ") ? third : tracker;
            List<String> replies =
                    speaker == writer ? heard.writer() : speaker == third ? heard.third() : heard.tracker();
            String[] commands = (speaker == tracker ? step : step.substring(2)).split(" ; ", -1);
            for (String command : commands) {
                speaker.send(command.replace("@self", ownId)
                        .replace("@third", thirdId)
                        .split(" ", -1));
            }
            for (String command : commands) {
                String reply = speaker.reply();
                replies.add(command.startsWith("CLIENT ") || command.startsWith("HELLO ") ? shown(reply) : reply);
            }
            if (expected != null) {
                more(tracker, heard.tracker(), expected.tracker());
                more(third, heard.third(), expected.third());
            }
            rest(tracker, heard.tracker(), "EVAL", "return '" + END + "'", "1", "{t}end");
            rest(third, heard.third(), "PING", END);
            return heard;
        }

        private void more(RawClient client, List<String> heard, List<String> expected) {
            while (heard.size() < expected.size()) {
                heard.add(client.reply());
            }
        }

        private void rest(RawClient client, List<String> heard, String... last) {
            client.send(last);
            heard.addAll(client.repliesUntil(END));
        }

        private String shown(String reply) {
            return reply.replace(":" + ownId + "\r\n", ":@self\r\n").replace(":" + thirdId + "\r\n", ":@third\r\n");
        }

        @Override
        public void close() {
            tracker.close();
            writer.close();
            third.close();
        }
    }
}
