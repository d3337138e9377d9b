#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# redis-cli HOST PORT PROTOCOL: commands, pipes, scans and statistics as people use them.
set -euo pipefail
host=$1 port=$2 protocol=$3
prefix="clients:redis-cli:$protocol:"
keys=200
cli=(redis-cli -h "$host" -p "$port" --no-auth-warning)
[ "$protocol" = 2 ] || cli+=(-3)

# is WHAT EXPECTED ACTUAL
is() {
    if [ "$2" != "$3" ]; then
        printf '%s: expected [%s] and got [%s]\n' "$1" "$2" "$3"
        exit 1
    fi
}
# has WHAT PART TEXT
has() {
    case $3 in
    *"$2"*) ;;
    *)
        printf '%s: expected [%s] in [%s]\n' "$1" "$2" "$3"
        exit 1
        ;;
    esac
}

is "PING" PONG "$("${cli[@]}" PING)"
is "SET" OK "$("${cli[@]}" SET "${prefix}text" "hello there")"
is "GET" "hello there" "$("${cli[@]}" GET "${prefix}text")"
is "GET of nothing" "" "$("${cli[@]}" GET "${prefix}missing")"
has "an error" "WRONGTYPE" "$("${cli[@]}" LPUSH "${prefix}text" x 2>&1)"
has "an unknown command" "ERR unknown command" "$("${cli[@]}" NOSUCH 2>&1)"
is "a value from standard input" OK "$(head -c 100000 /dev/zero | tr '\0' z | "${cli[@]}" -x SET "${prefix}large")"
is "its length" 100000 "$("${cli[@]}" STRLEN "${prefix}large")"
is "HSET" 2 "$("${cli[@]}" HSET "${prefix}hash" a 1 b 2)"
is "HGETALL" "a 1 b 2" "$("${cli[@]}" HGETALL "${prefix}hash" | xargs)"
is "another database" "" "$("${cli[@]}" -n 2 GET "${prefix}text")"
is "--csv" '"a","1","b","2"' "$("${cli[@]}" --csv HGETALL "${prefix}hash" | sed 's/[{}]//g; s/:/,/g')"
is "EVAL" "hello there" "$("${cli[@]}" EVAL "return redis.call('get', KEYS[1])" 1 "${prefix}text")"
has "COMMAND" "get" "$("${cli[@]}" COMMAND INFO get)"
has "INFO" "redis_version" "$("${cli[@]}" INFO server)"
has "CLIENT LIST" "addr=" "$("${cli[@]}" CLIENT LIST)"
is "commands on standard input" "OK in a session" \
    "$(printf 'SET "%ssession" "in a session"\nGET %ssession\n' "$prefix" "$prefix" | "${cli[@]}" | xargs)"

# Mass insertion, which ends with an ECHO that has to come back last.
mass=$(mktemp)
trap 'rm -f "$mass"' EXIT
for ((i = 0; i < keys; i++)); do
    key="${prefix}key:$i" value="value:$i"
    printf '*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n' ${#key} "$key" ${#value} "$value"
done >"$mass"
has "--pipe" "errors: 0, replies: $keys" "$("${cli[@]}" --pipe <"$mass")"

is "--scan" $keys "$("${cli[@]}" --scan --pattern "${prefix}key:*" | sort -u | wc -l)"
is "MGET" "value:0 value:150 value:7" "$("${cli[@]}" MGET "${prefix}key:0" "${prefix}key:150" "${prefix}key:7" | xargs)"
has "--bigkeys" "Biggest string found" "$("${cli[@]}" --bigkeys)"
has "--memkeys" "Biggest string found" "$("${cli[@]}" --memkeys)"
# It runs until it is stopped, and would keep what it wrote in its buffer.
has "--stat" "keys" "$(timeout 2 stdbuf -oL "${cli[@]}" --stat -i 0.2 || true)"
"${cli[@]}" --scan --pattern "${prefix}*" | xargs "${cli[@]}" DEL >/dev/null
is "what is left" "" "$("${cli[@]}" --scan --pattern "${prefix}*")"
