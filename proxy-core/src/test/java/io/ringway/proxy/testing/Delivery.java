// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How a script's bytes reach a server. None of them may change a reply. */
public enum Delivery {
    /** Each command after the reply of the one before. */
    ONE_BY_ONE {
        @Override
        void send(RawClient client, List<Script.Line> lines, List<String> replies, Random random) {
            for (Script.Line line : lines) {
                client.send(line.encoded());
                replies.add(client.reply());
            }
        }
    },
    /** All commands in one write. */
    PIPELINED {
        @Override
        void send(RawClient client, List<Script.Line> lines, List<String> replies, Random random) {
            client.send(encode(lines));
            readAll(client, lines, replies);
        }
    },
    /** All commands, torn into pieces that end anywhere. */
    TORN {
        @Override
        void send(RawClient client, List<Script.Line> lines, List<String> replies, Random random) {
            byte[] bytes = encode(lines);
            for (int at = 0; at < bytes.length; ) {
                // Mostly a few bytes, sometimes a few commands.
                int bound = random.nextInt(4) == 0 ? 400 : 12;
                int length = Math.min(bytes.length - at, 1 + random.nextInt(bound));
                client.send(bytes, at, length);
                at += length;
            }
            readAll(client, lines, replies);
        }
    },
    /** All commands in one write, typed as lines. */
    INLINE {
        @Override
        void send(RawClient client, List<Script.Line> lines, List<String> replies, Random random) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            lines.forEach(line -> bytes.writeBytes(line.inline()));
            client.send(bytes.toByteArray());
            readAll(client, lines, replies);
        }
    };

    abstract void send(RawClient client, List<Script.Line> lines, List<String> replies, Random random);

    /** Sends the lines and gives one reply for each. */
    public List<String> run(RawClient client, List<Script.Line> lines, Random random) {
        List<String> replies = new ArrayList<>(lines.size());
        try {
            send(client, lines, replies, random);
        } catch (RuntimeException e) {
            String last = replies.isEmpty() ? "nothing" : replies.get(replies.size() - 1);
            if (replies.size() == lines.size()) {
                throw e;
            }
            throw new AssertionError(
                    "no reply to [" + lines.get(replies.size()) + "]; the last before it was [" + last + "]", e);
        }
        return replies;
    }

    private static byte[] encode(List<Script.Line> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.forEach(line -> bytes.writeBytes(line.encoded()));
        return bytes.toByteArray();
    }

    private static void readAll(RawClient client, List<Script.Line> lines, List<String> replies) {
        for (int i = 0; i < lines.size(); i++) {
            replies.add(client.reply());
        }
    }

    /** A reply as one line that can be read. */
    public static String visible(String reply) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < reply.length(); i++) {
            char c = reply.charAt(i);
            if (c == '\r') {
                out.append("\\r");
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\x%02x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
