// SPDX-License-Identifier: Apache-2.0
/** Where the pieces of a plan go. Now: one store, whose keys are placed on its shards. */
@NullMarked
package io.ringway.proxy.route;

import org.jspecify.annotations.NullMarked;
