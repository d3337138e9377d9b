// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.ringway.resp.RespValue;

/** A library of functions on a shard, or one that belongs there. Immutable. */
record LibraryCopy(int shard, String library, RespValue.Bulk code) {}
