// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.control.config.AdminConfig;
import io.ringway.proxy.control.config.Endpoint;
import io.ringway.proxy.control.config.ListenConfig;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads addresses from the command line. Stateless. */
final class EndpointConverter {
    private EndpointConverter() {}

    private static Endpoint parse(String text, int leastPort) {
        Endpoint endpoint = Endpoint.parse(text, leastPort);
        if (endpoint == null) {
            throw new TypeConversionException(
                    "'" + text + "' is not HOST:PORT with a port from " + leastPort + " to 65535");
        }
        return endpoint;
    }

    /** A server that exists. */
    static final class Server implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            return parse(text, 1);
        }
    }

    /** Where to listen; port 0 takes any free one. */
    static final class Listen implements ITypeConverter<ListenConfig> {
        @Override
        public ListenConfig convert(String text) {
            Endpoint endpoint = parse(text, 0);
            return new ListenConfig(endpoint.host(), endpoint.port());
        }
    }

    /** Where to listen, or {@code off}. */
    static final class Admin implements ITypeConverter<AdminConfig> {
        @Override
        public AdminConfig convert(String text) {
            if (text.equals("off")) {
                return AdminConfig.OFF;
            }
            Endpoint endpoint = parse(text, 0);
            return new AdminConfig(endpoint.host(), endpoint.port(), true);
        }
    }
}
