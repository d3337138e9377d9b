// SPDX-License-Identifier: Apache-2.0
/** JMH benchmarks of the parts that every command passes. */
@NullMarked
package io.ringway.benchmarks;

import org.jspecify.annotations.NullMarked;
