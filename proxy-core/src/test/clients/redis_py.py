# SPDX-License-Identifier: Apache-2.0
"""redis_py HOST PORT PROTOCOL: redis-py against the server."""

import sys

import redis

KEYS = 200


def connect(**more):
    options = {} if PROTOCOL == 2 else {"protocol": PROTOCOL}
    return redis.Redis(host=HOST, port=PORT, socket_timeout=20, **options, **more)


def fails(code, call):
    try:
        call()
    except redis.ResponseError as error:
        # Some versions cut the code off and give the error a class of its own.
        assert code in str(error) or code in type(error).__name__.upper(), error
        return
    raise AssertionError("expected " + code)


def main():
    r = connect()
    k = lambda name: PREFIX + str(name)
    numbered = {k("key:%d" % i): b"value:%d" % i for i in range(KEYS)}
    assert r.ping() is True
    assert r.set(k("text"), "gr\u00fc\u00dfe\r\n") is True
    assert r.get(k("text")).decode() == "gr\u00fc\u00dfe\r\n"
    assert r.get(k("missing")) is None
    assert r.set(k("text"), "x", nx=True) is None
    blob = bytes(range(256)) * 4096
    assert r.set(k("blob"), blob) and r.get(k("blob")) == blob
    assert r.incrby(k("counter"), 41) == 41
    assert r.hset(k("hash"), mapping={"a": 1, "b": 2}) == 2
    assert r.hgetall(k("hash")) == {b"a": b"1", b"b": b"2"}
    assert r.rpush(k("list"), "a", "b", "c") == 3
    assert r.lrange(k("list"), 0, -1) == [b"a", b"b", b"c"]
    assert r.sadd(k("set"), "a", "b") == 2
    assert r.smembers(k("set")) == {b"a", b"b"}
    assert r.zadd(k("zset"), {"a": 1.5, "b": 2}) == 2
    assert [tuple(pair) for pair in r.zrange(k("zset"), 0, -1, withscores=True)] == [(b"a", 1.5), (b"b", 2.0)]
    assert r.xadd(k("stream"), {"f": "v"}, id="1-1") == b"1-1"
    assert r.xrange(k("stream")) == [(b"1-1", {b"f": b"v"})]
    assert r.eval("return redis.call('get', KEYS[1])", 1, k("counter")) == b"41"
    assert r.mset(numbered) is True
    assert r.mget(list(numbered)) == list(numbered.values())
    assert r.exists(*numbered) == KEYS
    assert set(r.scan_iter(match=k("key:*"), count=13)) == {key.encode() for key in numbered}
    assert r.dbsize() >= KEYS

    pipe = r.pipeline(transaction=False)
    for key in numbered:
        pipe.append(key, "!").get(key)
    replies = pipe.execute()
    assert replies[1::2] == [value + b"!" for value in numbered.values()]

    fails("WRONGTYPE", lambda: r.lpush(k("text"), "x"))
    fails("CROSSSLOT", lambda: r.sunion([k("set:%d" % i) for i in range(20)]))
    assert r.sunion([k("{t}a"), k("{t}b")]) == set()

    with connect(db=3, client_name="me", single_connection_client=True) as other:
        assert other.client_getname() in ("me", b"me")
        assert other.get(k("text")) is None
        other.set(k("text"), "in 3", ex=100)
        assert 90 <= other.ttl(k("text")) <= 100
        assert r.get(k("text")) != b"in 3"
        assert other.delete(k("text")) == 1
    left = list(r.scan_iter(match=PREFIX + "*", count=1000))
    assert r.delete(*left) == len(left)


HOST, PORT, PROTOCOL = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
PREFIX = "clients:redis-py:%d:" % PROTOCOL
main()
