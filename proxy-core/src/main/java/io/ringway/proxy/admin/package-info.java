// SPDX-License-Identifier: Apache-2.0
/**
 * The admin port: HTTP pages for operators and their tools, on a thread of their own. Start at {@link
 * io.ringway.proxy.admin.AdminServer}. Reads what the rest publishes; nothing on the data path depends on it.
 */
@NullMarked
package io.ringway.proxy.admin;

import org.jspecify.annotations.NullMarked;
