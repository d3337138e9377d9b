// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import io.ringway.resp.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A shard's libraries of functions. Immutable.
 *
 * @param codes by name; one character for each byte
 */
record Libraries(Map<String, String> codes) {
    static final Libraries NONE = new Libraries(Map.of());

    Libraries {
        codes = Map.copyOf(codes);
    }

    /** Those of a shard; none where it knows no functions, as servers before Redis 7 do not. */
    static Libraries of(ShardClient shard) throws IOException {
        RespValue reply = shard.call("FUNCTION", "LIST", "WITHCODE");
        if (reply instanceof RespValue.Array libraries) {
            Map<String, String> codes = new HashMap<>();
            for (RespValue library : libraries.elements()) {
                codes.put(field(library, "library_name"), field(library, "library_code"));
            }
            return new Libraries(codes);
        }
        String error = reply instanceof RespValue.Err refusal ? refusal.text() : "a strange reply";
        if (error.startsWith("ERR unknown command")) {
            return NONE;
        }
        throw new ShardRefusal(error);
    }

    /** Whether this library is here, with this code. */
    boolean has(String name, String code) {
        return code.equals(codes.get(name));
    }

    static byte[] bytes(String code) {
        return code.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String field(RespValue library, String name) {
        if (library instanceof RespValue.Array fields) {
            List<RespValue> all = fields.elements();
            for (int i = 0; i + 1 < all.size(); i += 2) {
                if (text(all.get(i)).equals(name)) {
                    return text(all.get(i + 1));
                }
            }
        }
        return "";
    }

    private static String text(RespValue value) {
        return value instanceof RespValue.Bulk bulk ? new String(bulk.bytes(), StandardCharsets.ISO_8859_1) : "";
    }
}
