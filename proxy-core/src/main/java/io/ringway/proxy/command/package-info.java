// SPDX-License-Identifier: Apache-2.0
/**
 * Commands as data: one table, generated from servers' own {@code COMMAND} replies, with a column for what is ours. Start at
 * {@link io.ringway.proxy.command.CommandTable}. Depends on nothing but the codec.
 */
@NullMarked
package io.ringway.proxy.command;

import org.jspecify.annotations.NullMarked;
