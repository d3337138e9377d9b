// SPDX-License-Identifier: Apache-2.0
/** The control plane: all that decides what the data path shall do, and never runs on it. */
@NullMarked
package io.ringway.proxy.control;

import org.jspecify.annotations.NullMarked;
