// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.command.LearnedCommands;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.plan.ShardMap;
import io.ringway.proxy.script.ScriptMemory;
import io.ringway.proxy.slowlog.SlowLog;
import io.ringway.proxy.transport.MemoryBudget;

/**
 * What the clients of all event loops share. Safe for use by any thread.
 *
 * @param memory for what clients have sent and not been answered, and have been answered and not read
 * @param mergeMemory for replies that wait to be merged
 */
public record FrontendContext(
        ShardMap shards,
        ProxyView view,
        ScriptMemory scripts,
        LearnedCommands learned,
        ClientLimits limits,
        MemoryBudget memory,
        MemoryBudget mergeMemory,
        ClientRegistry registry,
        SlowLog slowLog) {}
