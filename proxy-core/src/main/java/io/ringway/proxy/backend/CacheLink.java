// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.ringway.proxy.cache.CacheArming;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.metrics.CacheCounts;

/**
 * What lanes have to do with the cache: they tell it of writes and of shards' news. Confined to the event loop, for the counts.
 *
 * @param ownCommand id of the row that commands of our own are counted as
 */
public record CacheLink(Coherence coherence, CacheArming arming, CacheCounts counts, int ownCommand) {}
