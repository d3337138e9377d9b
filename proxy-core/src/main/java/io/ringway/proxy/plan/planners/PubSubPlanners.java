// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.Planner;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.session.Topic;
import io.ringway.proxy.session.TopicKind;
import io.ringway.resp.CommandFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Plans what publishes and subscribes. Messages to channels may be published on any shard, by scripts and transactions too, so
 * channels and patterns are subscribed to on all of them; shard channels are on the shard of their name alone. Stateless.
 */
final class PubSubPlanners {
    static final Plan HELP = Texts.help(
            "PUBSUB",
            "CHANNELS [<pattern>]",
            "    Return the currently active channels matching a <pattern> (default: '*').",
            "NUMPAT",
            "    Return number of subscriptions to patterns.",
            "NUMSUB [<channel> ...]",
            "    Return the number of subscribers for the specified channels, excluding",
            "    pattern subscriptions(default: no channels).",
            "SHARDCHANNELS [<pattern>]",
            "    Return the currently active shard level channels matching a <pattern> (default: '*').",
            "SHARDNUMSUB [<shardchannel> ...]",
            "    Return the number of subscribers for the specified shard level channel(s)");

    private PubSubPlanners() {}

    /** What the table's words {@code pubsub:…} mean. */
    static Planner planner(CommandSpec row) {
        return switch (row.name()) {
            case "subscribe" -> subscribe(TopicKind.CHANNEL);
            case "psubscribe" -> subscribe(TopicKind.PATTERN);
            case "ssubscribe" -> subscribe(TopicKind.SHARD_CHANNEL);
            case "unsubscribe" -> unsubscribe(TopicKind.CHANNEL);
            case "punsubscribe" -> unsubscribe(TopicKind.PATTERN);
            case "sunsubscribe" -> unsubscribe(TopicKind.SHARD_CHANNEL);
            case "publish" -> publish(TopicKind.CHANNEL);
            case "spublish" -> publish(TopicKind.SHARD_CHANNEL);
            case "pubsub|numsub" -> count(row, TopicKind.CHANNEL);
            case "pubsub|shardnumsub" -> count(row, TopicKind.SHARD_CHANNEL);
            default -> throw new IllegalArgumentException("nothing that publishes or subscribes: " + row.name());
        };
    }

    private static Planner subscribe(TopicKind kind) {
        return (spec, command, session, shards) -> new Plan.Subscribe(topics(kind, command, 1, shards));
    }

    private static Planner unsubscribe(TopicKind kind) {
        return (spec, command, session, shards) -> new Plan.Unsubscribe(kind, topics(kind, command, 1, shards));
    }

    private static Planner publish(TopicKind kind) {
        return (spec, command, session, shards) -> {
            byte[] channel = command.arg(1);
            int shard = shards.ofChannels().shardOf(channel, channel.length);
            return new Plan.Publish(spec, topic(kind, channel, shard), shard);
        };
    }

    /** The shard on which PUBLISH would publish to a channel is the one that knows who has subscribed to it. */
    private static Planner count(CommandSpec row, TopicKind kind) {
        return (spec, command, session, shards) -> {
            List<Topic> topics = topics(kind, command, 2, shards);
            int[] owners = new int[topics.size()];
            for (int i = 0; i < owners.length; i++) {
                byte[] name = topics.get(i).bytes();
                owners[i] = shards.ofChannels().shardOf(name, name.length);
            }
            List<Integer> all = IntStream.range(0, shards.shardCount()).boxed().toList();
            return new Plan.FanOut(row, all, List.of(), new SubscriberCountMerge(topics, owners));
        };
    }

    private static List<Topic> topics(TopicKind kind, CommandFrame command, int from, ShardMap shards) {
        ShardMap channels = shards.ofChannels();
        List<Topic> topics = new ArrayList<>();
        for (int argument = from; argument < command.argCount(); argument++) {
            byte[] name = command.arg(argument);
            topics.add(topic(kind, name, kind == TopicKind.SHARD_CHANNEL ? channels.shardOf(name, name.length) : 0));
        }
        return topics;
    }

    private static Topic topic(TopicKind kind, byte[] bytes, int shard) {
        String name = Topic.nameOf(bytes);
        return switch (kind) {
            case CHANNEL -> Topic.channel(name);
            case PATTERN -> Topic.pattern(name);
            case SHARD_CHANNEL -> Topic.shardChannel(name, shard);
        };
    }
}
