#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# inline HOST PORT: commands as typed by hand into a bare connection.
set -euo pipefail
host=$1 port=$2
key="clients:inline:key"
exec 3<>"/dev/tcp/$host/$port"

# expect TEXT: the next line from the server, without its line end.
expect() {
    local line
    IFS= read -r -t 10 line <&3 || { echo "no answer where [$1] was expected"; exit 1; }
    if [ "${line%$'\r'}" != "$1" ]; then
        printf 'expected [%s] and got [%s]\n' "$1" "$line"
        exit 1
    fi
}

printf 'PING\r\n' >&3
expect "+PONG"
printf 'SET %s "two words"\nGET %s\n' "$key" "$key" >&3
expect "+OK"
expect '$9'
expect "two words"
printf '\r\n\r\n   \r\nEXISTS %s\r\n' "$key" >&3
expect ":1"
printf 'del %s\r\n' "$key" >&3
expect ":1"
printf 'SET %s "unbalanced\r\n' "$key" >&3
expect "-ERR Protocol error: unbalanced quotes in request"
if IFS= read -r -t 10 line <&3; then
    echo "the connection stayed open after a protocol error"
    exit 1
fi
