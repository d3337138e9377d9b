#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records which server a real nutcracker, and which slot a real Redis Cluster node, picks for each of the golden keys.

Usage: generate.py OUTPUT_DIRECTORY        (needs redis-server and nutcracker on the PATH, Linux)

Writes nutcracker.txt and slots.txt, which the unit tests compare with. The keys are not stored: GoldenKeys.java makes
the same ones from the same seed. Servers listen on loopback addresses of their own, because a server without a name
is placed on the ring by its address, and a run must give the same file each time.
"""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

KEYS = 2000
SEED = 0x52696E67776179
MASK = (1 << 64) - 1
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

# 11211 twice: nutcracker leaves that one port out of the ring, as libmemcached did. In disorder, because nutcracker
# sorts its servers.
ADDRESSES = [
    "127.77.0.4:6380",
    "127.77.0.2:11211",
    "127.77.0.6:26999",
    "127.77.0.3:6379",
    "127.77.0.1:11211",
    "127.77.0.5:7000",
]
# With 25 equal servers a share of a 25th, in single precision, gives each 156 points instead of 160.
MANY_ADDRESSES = ADDRESSES + [f"127.77.1.{number}:{7100 + number}" for number in range(1, 20)]
CLUSTER_ADDRESS = "127.77.0.7:7007"

EQUAL = [1, 1, 1, 1, 1, 1]
UNEQUAL = [1, 2, 3, 5, 8, 13]
NAMES = ["alpha", "beta", "gamma", "delta", "epsilon-with-a-long-name", "6"]
HASHES = [
    "fnv1a_64", "md5", "one_at_a_time", "crc16", "crc32", "crc32a",
    "fnv1_64", "fnv1_32", "fnv1a_32", "hsieh", "murmur", "jenkins",
]


def servers(weights, names=None):
    lines = [f"{address}:{weight}" for address, weight in zip(MANY_ADDRESSES, weights)]
    return [f"{line} {name}" for line, name in zip(lines, names)] if names else lines


def pools():
    """(distribution, hash, hash tag, server lines) of each pool."""
    for weights in (EQUAL, [7] * 6, UNEQUAL, [1000, 1, 1, 1, 1, 1], [3, 3, 3, 4, 4, 4]):
        for names in (None, NAMES):
            yield "ketama", "fnv1a_64", "", servers(weights, names)
    for distribution in ("ketama", "modula"):
        for hash_name in HASHES:
            yield distribution, hash_name, "", servers(EQUAL, NAMES)
        yield distribution, "fnv1a_64", "{}", servers(EQUAL, NAMES)
        yield distribution, "fnv1a_64", "[]", servers(EQUAL, NAMES)
        yield distribution, "fnv1a_64", "$$", servers(EQUAL)
        yield distribution, "md5", "", servers(UNEQUAL, NAMES)
        yield distribution, "murmur", "{}", servers(UNEQUAL)
        yield distribution, "fnv1a_64", "", servers(EQUAL[:1], NAMES)
        yield distribution, "fnv1a_64", "", servers(EQUAL[:2], NAMES)
        yield distribution, "fnv1a_64", "", servers(UNEQUAL[:5])
        yield distribution, "fnv1a_64", "", servers([1] * len(MANY_ADDRESSES))
        yield distribution, "md5", "", servers(range(1, 1 + len(MANY_ADDRESSES)))


class SplitMix:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


def keys():
    """Plain, long, binary, tagged and strangely tagged keys. Change it together with GoldenKeys.java."""
    random = SplitMix(SEED)
    odd = ["a{}b%d", "{%d", "%d}{x", "x{{%d}}y", "[%d]{7}", "$%d$%d", "{}{%d}", "%d[]{}$$"]
    result = []
    for i in range(KEYS):
        r = random.next()
        family = i % 5
        if family == 0:
            key = b"user:%d" % i
        elif family == 1:
            key = (b"%016x" % r) * (1 + i % 7)
        elif family == 2:
            key = bytes(random.next() >> 56 for _ in range(1 + r % 70))
        elif family == 3:
            key = b"{tag%d}:%x" % (i // 25, r)
        else:
            key = odd[(i // 5) % len(odd)].replace("%d", str(i)).encode()
        result.append(key)
    return result


class Connection:
    """Just enough of RESP for SET, KEYS, FLUSHALL, PING and CLUSTER KEYSLOT."""

    def __init__(self, address):
        if address.startswith("/"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(10)
            self.socket.connect(address)
        else:
            host, port = address.rsplit(":", 1)
            self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.file = self.socket.makefile("rb")

    def call(self, *arguments):
        self.send(*arguments)
        return self.reply()

    def send(self, *arguments):
        encoded = [a if isinstance(a, bytes) else str(a).encode() for a in arguments]
        frame = b"*%d\r\n" % len(encoded)
        self.socket.sendall(frame + b"".join(b"$%d\r\n%s\r\n" % (len(a), a) for a in encoded))

    def reply(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return self.file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        if kind == b":":
            return int(rest)
        if kind == b"+":
            return rest
        raise RuntimeError(f"unexpected reply {line!r}")

    def close(self):
        self.file.close()
        self.socket.close()


def connect(address):
    deadline = time.monotonic() + 10
    while True:
        try:
            connection = Connection(address)
            connection.call("PING")
            return connection
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@contextlib.contextmanager
def process(arguments, directory):
    with open(os.path.join(directory, "output.log"), "ab") as log:
        child = subprocess.Popen(arguments, cwd=directory, stdout=log, stderr=log)
    try:
        yield child
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()


def redis_server(address, directory, *options):
    host, port = address.rsplit(":", 1)
    arguments = ["redis-server", "--bind", host, "--port", port, "--save", "", "--appendonly", "no"]
    return process([*arguments, *options], directory)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def nutcracker_config(pool_list, listeners):
    lines = []
    for number, ((distribution, hash_name, tag, server_lines), listener) in enumerate(zip(pool_list, listeners)):
        lines += [f"pool{number}:", f"  listen: {listener}", "  redis: true", "  auto_eject_hosts: false"]
        lines += [f"  distribution: {distribution}", f"  hash: {hash_name}"]
        if tag:
            lines.append(f'  hash_tag: "{tag}"')
        lines += ["  servers:"] + [f"   - {line}" for line in server_lines]
    return "\n".join(lines) + "\n"


def placed(proxy, backends, key_list):
    """The number of the server that got each key set through the proxy, as one digit a key."""
    for backend in backends:
        backend.call("FLUSHALL")
    for key in key_list:
        proxy.call("SET", key, "v")
    owner = {key: number for number, backend in enumerate(backends) for key in backend.call("KEYS", "*")}
    return "".join(DIGITS[owner[key]] for key in key_list)


def record_nutcracker(directory, key_list, out):
    version = subprocess.run(["nutcracker", "-V"], capture_output=True, text=True, check=True)
    name = version.stderr.splitlines()[0].split()[-1]
    out.write(f"# Servers picked by {name} on x86-64; made by src/test/golden/generate.py\n")
    pool_list = list(pools())
    listeners = [os.path.join(directory, f"pool{number}") for number in range(len(pool_list))]
    config = os.path.join(directory, "nutcracker.yml")
    with open(config, "w") as file:
        file.write(nutcracker_config(pool_list, listeners))
    with contextlib.ExitStack() as stack:
        for address in MANY_ADDRESSES:
            stack.enter_context(redis_server(address, directory))
        backends = [stack.enter_context(contextlib.closing(connect(address))) for address in MANY_ADDRESSES]
        stack.enter_context(process(["nutcracker", "-c", config, "-s", str(free_port())], directory))
        for (distribution, hash_name, tag, server_lines), listener in zip(pool_list, listeners):
            proxy = stack.enter_context(contextlib.closing(connect(listener)))
            out.write(f"\npool {distribution} {hash_name} {tag}".rstrip() + "\n")
            out.writelines(f"server {line}\n" for line in server_lines)
            digits = placed(proxy, backends[:len(server_lines)], key_list)
            out.writelines(f"{digits[at:at + 100]}\n" for at in range(0, len(digits), 100))


def record_slots(directory, key_list, out):
    with redis_server(CLUSTER_ADDRESS, directory, "--cluster-enabled", "yes"):
        with contextlib.closing(connect(CLUSTER_ADDRESS)) as node:
            out.write("# CLUSTER KEYSLOT of each golden key; made by src/test/golden/generate.py\n")
            out.writelines(f"{node.call('CLUSTER', 'KEYSLOT', key)}\n" for key in key_list)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    key_list = keys()
    with tempfile.TemporaryDirectory() as directory:
        for name, record in (("nutcracker.txt", record_nutcracker), ("slots.txt", record_slots)):
            out = io.StringIO()
            record(directory, key_list, out)
            with open(os.path.join(sys.argv[1], name), "w") as file:
                file.write(out.getvalue())


if __name__ == "__main__":
    main()
