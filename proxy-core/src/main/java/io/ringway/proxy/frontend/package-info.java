// SPDX-License-Identifier: Apache-2.0
/**
 * The clients' side. A command's way, in the order in which to read it: {@link Listener} lets a client in and makes its {@link
 * ClientConnection}; {@link CommandReader} cuts what it sends into commands; {@link Dispatch} has each planned and decides
 * whether it may run now; {@link Execution} carries the plan out, on the lanes that {@link ClientLanes} names; {@link
 * ClientReplies} takes the reply, and {@link ReplyQueue} lets replies leave in the order of the commands. {@link ClientFlow} says
 * when the next command has to wait, {@link ClientMemory} when the client takes too much. {@link ClientLoop} is what clients of
 * one event loop share, {@link FrontendContext} what those of all loops share.
 *
 * <p>The rest serves one kind of plan each, and hangs on {@link Execution}:
 *
 * <ul>
 *   <li>several shards, or several steps: {@link Gather}, {@link Steps}, {@link Inquiries}
 *   <li>blocking: {@link PinnedCommand} on a lane of {@link ClientPins}, {@link LastIds}
 *   <li>transactions: {@link Transactions}, {@link QueuedCommands}, {@link ExecuteReply}
 *   <li>scripts: {@link Scripts}, {@link ScriptCall}
 *   <li>messages: {@link Subscriptions}, {@link TopicSubscribers}, {@link PublishReply}
 *   <li>tracking of keys: {@link ClientTracking}, {@link InvalidationMessage}
 *   <li>the cache: {@link CachedReads}, {@link SharedRead}, {@link Fill}, {@link WrittenStripes}
 *   <li>what clients do to clients: {@link ClientOrders}, {@link ClientPause}, {@link MonitorTap}
 * </ul>
 *
 * It is one package because all of these meet in a client's connection, and nobody else is to see that from inside.
 */
@NullMarked
package io.ringway.proxy.frontend;

import org.jspecify.annotations.NullMarked;
