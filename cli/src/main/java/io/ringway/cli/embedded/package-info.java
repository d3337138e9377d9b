// SPDX-License-Identifier: Apache-2.0
/**
 * Redis servers that live and die with this process, for trying out and for tests: start at {@link
 * io.ringway.cli.embedded.EmbeddedShards}. Whatever way this process ends, they end too, and nothing of them stays on disk but
 * the data that was asked for.
 */
@NullMarked
package io.ringway.cli.embedded;

import org.jspecify.annotations.NullMarked;
