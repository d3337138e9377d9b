// SPDX-License-Identifier: Apache-2.0
/**
 * The coherent local cache: which replies are remembered, and for how long they are true. Pure data structures without I/O, for
 * the data path; shared by all event loops unless a class says otherwise. Start with {@link
 * io.ringway.proxy.cache.Coherence}, which has the rules, then {@link io.ringway.proxy.cache.ReplyCache}. {@code docs/caching.md}
 * has the promise. May depend on buffers only.
 */
@NullMarked
package io.ringway.proxy.cache;

import org.jspecify.annotations.NullMarked;
