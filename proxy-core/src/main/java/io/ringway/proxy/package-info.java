// SPDX-License-Identifier: Apache-2.0
/**
 * The proxy: {@link io.ringway.proxy.Proxy} puts it together. In reading order, the data path is {@code frontend}, {@code
 * session}, {@code command}, {@code plan}, {@code route}, {@code backend}, all on {@code transport}; the control plane is
 * {@code control}, {@code admin} and {@code metrics}.
 */
@NullMarked
package io.ringway.proxy;

import org.jspecify.annotations.NullMarked;
