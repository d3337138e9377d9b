// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

/** What a client can get wrong, and what Redis 7.0 says to it; the texts are checked against a real server. */
enum ProtocolFault {
    COUNT_TOO_LARGE("*2147483648\r\n", "invalid multibulk length"),
    COUNT_LARGER_THAN_A_LONG("*9223372036854775808\r\n", "invalid multibulk length"),
    COUNT_THAT_WRAPS_TO_ONE("*18446744073709551617\r\n", "invalid multibulk length"),
    COUNT_OF_MANY_DIGITS("*" + "9".repeat(1000) + "\r\n", "invalid multibulk length"),
    COUNT_MISSING("*\r\n", "invalid multibulk length"),
    COUNT_WITH_PLUS("*+5\r\n", "invalid multibulk length"),
    COUNT_WITH_LEADING_ZERO("*05\r\n", "invalid multibulk length"),
    COUNT_WITH_SPACE("* 5\r\n", "invalid multibulk length"),
    COUNT_NEGATIVE_ZERO("*-0\r\n", "invalid multibulk length"),
    COUNT_WITH_LETTERS("*abc\r\n", "invalid multibulk length"),
    COUNT_BELOW_A_LONG("*-9223372036854775809\r\n", "invalid multibulk length"),
    COUNT_WITHOUT_END("*" + "1".repeat(70_000), "too big mbulk count string"),
    COUNT_WITH_ZERO_BYTE("*1\0" + "\r\n".repeat(40_000), "too big mbulk count string"),
    LENGTH_NEGATIVE("*1\r\n$-2\r\n", "invalid bulk length"),
    LENGTH_OF_NULL("*1\r\n$-1\r\n", "invalid bulk length"),
    LENGTH_TOO_LARGE("*1\r\n$536870913\r\n", "invalid bulk length"),
    LENGTH_OF_MANY_DIGITS("*1\r\n$" + "9".repeat(1000) + "\r\n", "invalid bulk length"),
    LENGTH_MISSING("*1\r\n$\r\n", "invalid bulk length"),
    LENGTH_WITH_PLUS("*1\r\n$+4\r\n", "invalid bulk length"),
    LENGTH_WITH_LEADING_ZERO("*1\r\n$04\r\n", "invalid bulk length"),
    LENGTH_WITHOUT_END("*1\r\n$" + "1".repeat(70_000), "too big bulk count string"),
    NO_LENGTH_AND_NO_END("*1\r\n" + "x".repeat(70_000), "too big bulk count string"),
    ARGUMENT_WITHOUT_LENGTH("*1\r\nPING\r\n", "expected '$', got 'P'"),
    ARGUMENT_OF_OTHER_TYPE("*1\r\n:1\r\n", "expected '$', got ':'"),
    ARGUMENT_LONGER_THAN_SAID("*2\r\n$3\r\nECHO\r\n\r\n", "expected '$', got ' '"),
    ARGUMENT_THAT_IS_A_LINE_END("*1\r\n\n\r\n", "expected '$', got ' '"),
    ARGUMENT_THAT_IS_NOT_ASCII("*1\r\n\u00e9\r\n", "expected '$', got '\u00e9'"),
    INLINE_WITHOUT_END("a".repeat(70_000), "too big inline request"),
    INLINE_WITH_ZERO_BYTE("a\0" + "\r\n".repeat(40_000), "too big inline request"),
    INLINE_WITH_OPEN_DOUBLE_QUOTE("ECHO \"abc\r\n", "unbalanced quotes in request"),
    INLINE_WITH_OPEN_SINGLE_QUOTE("ECHO 'abc\r\n", "unbalanced quotes in request"),
    INLINE_WITH_TEXT_BEHIND_QUOTE("ECHO \"abc\"d\r\n", "unbalanced quotes in request"),
    INLINE_WITH_ESCAPED_CLOSING_QUOTE("ECHO \"abc\\\"\r\n", "unbalanced quotes in request"),
    UNAUTHENTICATED_COUNT("*11\r\n", "unauthenticated multibulk length", false),
    UNAUTHENTICATED_LENGTH("*1\r\n$16385\r\n", "unauthenticated bulk length", false),
    UNAUTHENTICATED_COUNT_TOO_LARGE("*2147483648\r\n", "invalid multibulk length", false),
    UNAUTHENTICATED_LENGTH_TOO_LARGE("*1\r\n$536870913\r\n", "invalid bulk length", false),
    UNAUTHENTICATED_LENGTH_NEGATIVE("*1\r\n$-1\r\n", "invalid bulk length", false);

    private final String request;
    private final String error;
    private final boolean authenticated;

    ProtocolFault(String request, String error) {
        this(request, error, true);
    }

    ProtocolFault(String request, String error, boolean authenticated) {
        this.request = request;
        this.error = error;
        this.authenticated = authenticated;
    }

    byte[] request() {
        return Bytes.of(request);
    }

    /** The error reply with each byte as a character, without its code and line end. */
    String errorLine() {
        return "Protocol error: " + error;
    }

    ProtocolLimits limits() {
        return authenticated ? ProtocolLimits.DEFAULT : ProtocolLimits.UNAUTHENTICATED;
    }
}
