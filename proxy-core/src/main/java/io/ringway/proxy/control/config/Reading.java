// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One reading of one file. Confined to the thread that reads.
 *
 * @param problems what was found wrong
 * @param keys every key that was asked for, in the order of asking
 * @param directory where relative file names start
 */
record Reading(Problems problems, List<KeyReference> keys, Path directory) {
    Reading(String file, Path directory) {
        this(new Problems(file), new ArrayList<>(), directory);
    }
}
