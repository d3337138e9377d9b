// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

/**
 * A key and where in the file it belongs. Immutable.
 *
 * @param path such as {@code stores.NAME.shards[].weight}
 */
record KeyReference(String path, Setting<?> setting) {}
