// SPDX-License-Identifier: Apache-2.0
/** What the proxy knows of one client: values only, replaced as a whole by the client's connection alone. */
@NullMarked
package io.ringway.proxy.session;

import org.jspecify.annotations.NullMarked;
