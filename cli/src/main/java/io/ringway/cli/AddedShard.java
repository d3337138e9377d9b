// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.control.config.Endpoint;
import io.ringway.proxy.control.config.ShardConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code NAME=HOST:PORT}, with {@code @WEIGHT} behind it or not. Stateless. */
final class AddedShard implements ITypeConverter<ShardConfig> {
    private static final Pattern FORM = Pattern.compile("([^=\\s]+)=([^@]+)(?:@([0-9]{1,6}))?");

    @Override
    public ShardConfig convert(String text) {
        Matcher matcher = FORM.matcher(text);
        Endpoint endpoint = matcher.matches() ? Endpoint.parse(matcher.group(2), 1) : null;
        if (endpoint == null) {
            throw new TypeConversionException("'" + text + "' is not NAME=HOST:PORT or NAME=HOST:PORT@WEIGHT");
        }
        String weight = matcher.group(3);
        return new ShardConfig(
                matcher.group(1), endpoint.host(), endpoint.port(), weight == null ? 1 : Integer.parseInt(weight));
    }
}
