// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: {@link io.ringway.cli.Main} is the only {@code main}, {@link io.ringway.cli.RingwayCommand} lists the
 * commands, each a class of its own. Nothing depends on this package.
 */
@NullMarked
package io.ringway.cli;

import org.jspecify.annotations.NullMarked;
