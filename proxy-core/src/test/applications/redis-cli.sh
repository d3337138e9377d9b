#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# redis-cli HOST PORT DATABASE: the modes in which redis-cli looks at a server, over a data set whose answers are known.
# The database has to be empty.
set -euo pipefail
host=$1 port=$2 database=$3
keys=3000
cli=(redis-cli -h "$host" -p "$port" -n "$database" --no-auth-warning)
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# is WHAT EXPECTED ACTUAL
is() {
    if [ "$2" != "$3" ]; then
        printf '%s: expected [%s] and got [%s]\n' "$1" "$2" "$3"
        exit 1
    fi
}
# has WHAT PATTERN TEXT: the pattern is an extended regular expression for a line.
has() {
    if ! grep -Eq -- "$2" <<<"$3"; then
        printf '%s: expected [%s] in [%s]\n' "$1" "$2" "$3"
        exit 1
    fi
}
# resp WORD...: the command as it goes over the wire.
resp() {
    printf '*%d\r\n' $#
    for word; do printf '$%d\r\n%s\r\n' ${#word} "$word"; done
}

is "an empty database" 0 "$("${cli[@]}" DBSIZE)"

# --pipe: one connection, all in one go, and an ECHO that must come back last. The connection is new, so it selects.
{
    resp SELECT "$database"
    for ((i = 0; i < keys; i++)); do resp SET "string:$i" "value:$i"; done
    for ((i = 0; i < 70; i++)); do resp RPUSH list:long "$i"; done
    for ((i = 0; i < 60; i++)); do resp HSET hash:long "field:$i" "$i"; done
    for ((i = 0; i < 50; i++)); do resp ZADD zset:long "$i" "member:$i"; done
    for ((i = 0; i < 40; i++)); do resp SADD set:long "$i"; done
    for ((i = 0; i < 30; i++)); do resp XADD stream:long '*' n "$i"; done
    for ((i = 0; i < 20; i++)); do resp SADD "set:$i" a b; done
    resp SETRANGE string:long 99999 .
    resp LPUSH string:long wrong
} >"$out"
sent=$((1 + keys + 70 + 60 + 50 + 40 + 30 + 20 + 2))
piped=$("${cli[@]}" --pipe <"$out" 2>&1 || true)
has "--pipe" "^errors: 1, replies: $sent$" "$piped"
has "--pipe" "WRONGTYPE" "$piped"
total=$((keys + 6 + 20))
is "DBSIZE" $total "$("${cli[@]}" DBSIZE)"

# --scan: every key, and none that the pattern does not mean.
is "--scan" $total "$("${cli[@]}" --scan | sort -u | wc -l)"
is "--scan --pattern" 1000 "$("${cli[@]}" --scan --pattern 'string:2[0-9][0-9][0-9]' | sort -u | wc -l)"

big=$("${cli[@]}" --bigkeys)
has "--bigkeys" "^Sampled $total keys in the keyspace" "$big"
has "--bigkeys" "^Biggest +string found .*string:long.* has 100000 bytes" "$big"
has "--bigkeys" "^Biggest +list found .*list:long.* has 70 items" "$big"
has "--bigkeys" "^Biggest +hash found .*hash:long.* has 60 fields" "$big"
has "--bigkeys" "^Biggest +zset found .*zset:long.* has 50 members" "$big"
has "--bigkeys" "^Biggest +set found .*set:long.* has 40 members" "$big"
has "--bigkeys" "^Biggest +stream found .*stream:long.* has 30 entries" "$big"
has "--bigkeys" "^$((keys + 1)) strings with " "$big"
memory=$("${cli[@]}" --memkeys)
has "--memkeys" "^Sampled $total keys in the keyspace" "$memory"
has "--memkeys" "^Biggest +string found .*string:long.* has [0-9]{6} bytes" "$memory"
has "--memkeys" "^Biggest +hash found .*hash:long.* has [0-9]+ bytes" "$memory"

# --latency: as it is not on a terminal it measures for a second, then says minimum, maximum, average and how often.
latency=$("${cli[@]}" --latency)
has "--latency" "^[0-9]+ [0-9]+ [0-9.]+ [0-9]{2,}$" "$latency"
read -r minimum maximum _ <<<"$latency"
[ "$minimum" -le "$maximum" ] && [ "$maximum" -lt 1000 ] || { echo "--latency: $latency"; exit 1; }

# --stat runs until it is stopped, and would keep what it wrote in its buffer. The keys are those of all databases.
stat=$(timeout 2 stdbuf -oL "${cli[@]}" --stat -i 0.2 || true)
has "--stat" "^keys +mem +clients +blocked +requests +connections" "$stat"
seen=$(awk '$1 ~ /^[0-9]+$/ { print $1 }' <<<"$stat" | tail -n 1)
[ "${seen:-0}" -ge $total ] || { echo "--stat: $seen keys of $total"; exit 1; }

# A session on standard input: a transaction with an error when it is queued, and one that works.
session=$(printf '%s\n' MULTI NOSUCH EXEC MULTI 'INCR string:{t}a' 'INCR string:{t}a' 'GET string:{t}a' EXEC PING | "${cli[@]}" 2>&1)
has "MULTI with an error" "^EXECABORT" "$session"
is "MULTI" "OK QUEUED QUEUED QUEUED 1 2 2 PONG" "$(tail -n 8 <<<"$session" | xargs)"

# Somebody who subscribes, and somebody who watches what all do.
timeout 20 stdbuf -oL "${cli[@]}" SUBSCRIBE applications:news >"$out" &
subscriber=$!
for ((i = 0; i < 100; i++)); do
    [ "$("${cli[@]}" PUBLISH applications:news hello)" = 0 ] || break
    sleep 0.05
done
for ((i = 0; i < 100; i++)); do
    grep -q hello "$out" && break
    sleep 0.05
done
kill $subscriber 2>/dev/null || true
wait $subscriber || true
is "SUBSCRIBE" "subscribe applications:news 1 message applications:news hello" "$(head -n 6 "$out" | xargs)"

# BLPOP waits, as long as it takes, and is given what somebody pushes.
timeout 20 "${cli[@]}" BLPOP applications:waiting 10 >"$out" &
waiting=$!
"${cli[@]}" RPUSH applications:waiting job >/dev/null
wait $waiting
is "BLPOP" "applications:waiting job" "$(xargs <"$out")"

"${cli[@]}" --scan | xargs -n 500 "${cli[@]}" UNLINK >/dev/null
is "what is left" 0 "$("${cli[@]}" DBSIZE)"
