// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.ringway.sharding;

import org.jspecify.annotations.NullMarked;
