# SPDX-License-Identifier: Apache-2.0
"""Who is compared: the shards, and the proxies in front of them."""
import shlex
from dataclasses import dataclass
from pathlib import Path

import processes

ROOT = Path(__file__).resolve().parents[2]
RINGWAY = f"{ROOT}/ringway serve -c {{conf}}"
# Keys are placed as nutcracker places them, so that both spread the load over the shards in the same way: its ring may give one of
# four shards half of the keys, and fewer shards with more to do cost a proxy less.
RINGWAY_CONF = """\
listen: 127.0.0.1:{port}
admin: off
stores: {{main: {{placement: {{algorithm: ketama}}, shards: [{shards}]}}}}
"""
CACHED = "cache: {{size: {size}}}\n"
URING = "transport: {{kind: io_uring}}\n"
RINGWAY_CONFS = {
    "ringway": RINGWAY_CONF,
    "ringway-uring": RINGWAY_CONF + URING,
    "ringway-cached": RINGWAY_CONF + CACHED,
    "ringway-cached-uring": RINGWAY_CONF + CACHED + URING,
}
NUTCRACKER = "nutcracker -c {conf} -s {spare} -a 127.0.0.1 -p {dir}/nutcracker.pid"
NUTCRACKER_CONF = """\
compare:
  listen: 127.0.0.1:{port}
  hash: fnv1a_64
  distribution: ketama
  redis: true
  servers:
"""


@dataclass
class Target:
    """Something that answers Redis commands on a port; direct Redis has no process of its own here."""

    name: str
    port: int
    pid: int | None = None

    def processes(self):
        return processes.family(self.pid) if self.pid else []


class Stage:
    """Shards and the targets before them, as long as the `with` block lasts."""

    def __init__(self, options, directory, shard_count):
        self.options, self.directory, self.shard_count = options, Path(directory), shard_count
        self.children = processes.Processes(directory)
        self.shards, self.targets = [], []

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.children.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.children.__exit__()

    def _start(self):
        base = self.options.base_port
        ports = [base + i for i in range(self.shard_count)]
        for port in ports:
            command = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", self.directory,
                       "--maxclients", "20000"]
            self.shards.append(self.children.start(f"redis-{port}", command, port, self.options.load_cpus(1)).pid)
        for i, name in enumerate(self.options.targets):
            if name == "direct":
                self.targets.append(Target(name, ports[0]))
                continue
            port = base + 800 + 2 * i
            child = self.children.start(name, self._command(name, port, ports), port, self.options.proxy_cpus(1))
            self.targets.append(Target(name, port, child.pid))

    def _command(self, name, port, shard_ports):
        template = self.options.commands.get(name) or (RINGWAY if name in RINGWAY_CONFS else {"nutcracker": NUTCRACKER}[name])
        conf = self.directory / f"{name}.yaml"
        if name == "nutcracker":
            conf.write_text(NUTCRACKER_CONF.format(port=port) + "".join(f"   - 127.0.0.1:{p}:1\n" for p in shard_ports))
        else:
            listed = ", ".join(f"{{address: '127.0.0.1:{p}'}}" for p in shard_ports)
            text = RINGWAY_CONFS.get(name, RINGWAY_CONF)
            conf.write_text(text.format(port=port, shards=listed, size=self.options.cache_size))
        shards = ",".join(f"127.0.0.1:{p}" for p in shard_ports)
        return shlex.split(template.format(port=port, spare=port + 1, shards=shards, conf=conf, dir=self.directory))
