// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.ReplyScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** When two replies to one command count as the same. */
public enum Sameness {
    /** Byte by byte. */
    EXACT {
        @Override
        String essence(String reply) {
            return reply;
        }
    },
    /** The same elements, in any order. */
    ANY_ORDER {
        @Override
        String essence(String reply) {
            int header = reply.indexOf("\r\n") + 2;
            if ("*~%".indexOf(reply.charAt(0)) < 0) {
                return reply;
            }
            List<String> elements = split(reply.substring(header));
            Collections.sort(elements);
            return reply.substring(0, header) + String.join("", elements);
        }
    },
    /** The same types and numbers of elements. */
    SHAPE {
        @Override
        String essence(String reply) {
            List<String> shape = new ArrayList<>();
            int at = 0;
            while (at < reply.length()) {
                int end = reply.indexOf("\r\n", at);
                String header = reply.substring(at, end);
                at = end + 2;
                if (BULK.matcher(header).matches()) {
                    at += Integer.parseInt(header.substring(1)) + 2;
                    shape.add(header.substring(0, 1));
                } else {
                    shape.add(":,(".indexOf(header.charAt(0)) < 0 ? header : header.substring(0, 1));
                }
            }
            return String.join(" ", shape);
        }
    },
    /** Seconds that are left, told a moment apart. Replies that tell of none, -1 and -2, are the same only as themselves. */
    A_MOMENT_APART {
        private static final long MOMENT_SECONDS = 10;

        @Override
        String essence(String reply) {
            return reply;
        }

        @Override
        public boolean holds(String one, String other) {
            return one.equals(other)
                    || (tells(one) && tells(other) && Math.abs(seconds(one) - seconds(other)) <= MOMENT_SECONDS);
        }

        private static boolean tells(String reply) {
            return SECONDS.matcher(reply).matches();
        }

        private static long seconds(String reply) {
            return Long.parseLong(reply.substring(1).strip());
        }
    };

    private static final Pattern BULK = Pattern.compile("[$=!]\\d+");
    private static final Pattern SECONDS = Pattern.compile(":\\d+\r\n");

    /** What of a reply has to be equal. */
    abstract String essence(String reply);

    /** Whether both replies are the same in this sense. */
    public boolean holds(String one, String other) {
        return one.equals(other) || essence(one).equals(essence(other));
    }

    static List<String> split(String values) {
        ByteBuf bytes = Unpooled.copiedBuffer(values, StandardCharsets.ISO_8859_1);
        ReplyScanner scanner = new ReplyScanner();
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (at < values.length()) {
            int end = scanner.scan(bytes, at, values.length());
            parts.add(values.substring(at, end));
            at = end;
        }
        return parts;
    }
}
