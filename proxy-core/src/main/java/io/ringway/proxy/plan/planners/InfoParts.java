// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Merges INFO values of several parts, such as {@code keys=4,expires=1,avg_ttl=2000}, part by part. Stateless. */
final class InfoParts {
    private static final String AVERAGE_TTL = "avg_ttl";
    private static final String PER_CALL = "usec_per_call";

    private InfoParts() {}

    static String merge(InfoField rule, List<String> values) {
        List<Map<String, String>> servers =
                values.stream().map(InfoParts::parse).toList();
        Map<String, List<String>> columns = new LinkedHashMap<>();
        for (Map<String, String> server : servers) {
            server.forEach((part, value) ->
                    columns.computeIfAbsent(part, name -> new ArrayList<>()).add(value));
        }
        StringBuilder merged = new StringBuilder();
        columns.forEach((part, column) -> merged.append(merged.isEmpty() ? "" : ",")
                .append(part)
                .append('=')
                .append(value(rule, part, column, servers)));
        return merged.toString();
    }

    private static String value(InfoField rule, String part, List<String> column, List<Map<String, String>> servers) {
        return switch (part) {
            case AVERAGE_TTL -> averageTtl(servers);
            case PER_CALL -> ratio(sum(servers, "usec"), sum(servers, "calls"), 2);
            default -> rule.apply(column);
        };
    }

    /** Each server's average counts as much as it has keys that expire. */
    private static String averageTtl(List<Map<String, String>> servers) {
        BigDecimal total = BigDecimal.ZERO;
        for (Map<String, String> server : servers) {
            total = total.add(number(server, AVERAGE_TTL).multiply(number(server, "expires")));
        }
        return ratio(total, sum(servers, "expires"), 0);
    }

    private static String ratio(BigDecimal total, BigDecimal count, int scale) {
        BigDecimal ratio = count.signum() == 0 ? BigDecimal.ZERO : total.divide(count, scale, RoundingMode.HALF_UP);
        return ratio.setScale(scale, RoundingMode.HALF_UP).toPlainString();
    }

    private static BigDecimal sum(List<Map<String, String>> servers, String part) {
        return servers.stream().map(server -> number(server, part)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal number(Map<String, String> server, String part) {
        try {
            return new BigDecimal(server.getOrDefault(part, "0"));
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }

    private static Map<String, String> parse(String value) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : value.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return parts;
    }
}
