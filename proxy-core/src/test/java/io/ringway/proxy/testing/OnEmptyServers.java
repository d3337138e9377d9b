// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Each test of the class begins with all data deleted from the {@linkplain SharedRedis shared servers}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnEmptyServers.Flush.class)
public @interface OnEmptyServers {
    /** Comes before the class's own methods that are called before each test. */
    final class Flush implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            SharedRedis.flush();
        }
    }
}
