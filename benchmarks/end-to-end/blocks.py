# SPDX-License-Identifier: Apache-2.0
"""Load for what no load generator sends: the same block of commands again and again, for what a transaction costs."""
import selectors
import socket
import time

VALUE = b"x" * 64


def command(*arguments):
    return b"*%d\r\n" % len(arguments) + b"".join(b"$%d\r\n%s\r\n" % (len(each), each) for each in arguments)


def bulk(value):
    return b"$%d\r\n%s\r\n" % (len(value), value)


def key(connection, name):
    return b"{transactions:%d}%s" % (connection, name)


def plain(connection):
    """Six commands, and their replies."""
    a, b = key(connection, b"a"), key(connection, b"b")
    sets, gets = command(b"SET", a, VALUE) + command(b"SET", b, VALUE), command(b"GET", a) + command(b"GET", b)
    return sets + gets + gets, b"+OK\r\n" * 2 + bulk(VALUE) * 4


def transaction(connection):
    """MULTI, four commands and EXEC, and their replies."""
    a, b = key(connection, b"a"), key(connection, b"b")
    inside = command(b"SET", a, VALUE) + command(b"SET", b, VALUE) + command(b"GET", a) + command(b"GET", b)
    replies = b"+OK\r\n" + b"+QUEUED\r\n" * 4 + b"*4\r\n" + b"+OK\r\n" * 2 + bulk(VALUE) * 2
    return command(b"MULTI") + inside + command(b"EXEC"), replies


BLOCKS = {"plain": plain, "transaction": transaction}


def run(port, make, connections, blocks):
    """Sends so many blocks, each once the replies to the last have come and been checked; returns seconds."""
    selector = selectors.DefaultSelector()
    for i in range(connections):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        block, replies = make(i)
        selector.register(connection, selectors.EVENT_READ, [block, replies, b""])
    started = time.monotonic()
    left = blocks - connections
    for each in list(selector.get_map().values()):
        each.fileobj.sendall(each.data[0])
    while selector.get_map():
        for each, _ in selector.select():
            data = each.data
            data[2] += each.fileobj.recv(65536)
            if len(data[2]) < len(data[1]):
                continue
            if data[2] != data[1]:
                raise RuntimeError(f"wrong replies to a block: {data[2][:200]!r}")
            data[2] = b""
            if left > 0:
                left -= 1
                each.fileobj.sendall(data[0])
            else:
                selector.unregister(each.fileobj)
                each.fileobj.close()
    return time.monotonic() - started
