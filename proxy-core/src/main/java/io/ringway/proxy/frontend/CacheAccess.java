// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.cache.HotKeys;
import io.ringway.proxy.cache.LocalCache;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.TrustedCommands;
import io.ringway.proxy.metrics.CacheCounts;

/**
 * What one event loop needs to use the cache. Immutable.
 *
 * @param hotKeys the loop's own
 * @param counts the loop's own
 * @param trusted commands outside of the table whose replies may be remembered
 * @param ownCommand id of the row that commands of our own are counted as
 */
public record CacheAccess(
        LocalCache cache,
        HotKeys hotKeys,
        CacheCounts counts,
        CommandTable table,
        TrustedCommands trusted,
        int ownCommand) {}
