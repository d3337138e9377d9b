# SPDX-License-Identifier: Apache-2.0
"""Who is compared: the shards, and the proxies in front of them."""
import shlex
from dataclasses import dataclass
from pathlib import Path

import processes

ROOT = Path(__file__).resolve().parents[2]
RINGWAY = f"{ROOT}/ringway serve --listen 127.0.0.1:{{port}} --shards {{shards}}"
RINGWAY_CACHED = f"{ROOT}/ringway serve -c {{dir}}/cached.yaml"
CACHED_CONF = """\
listen: 127.0.0.1:{port}
admin: off
stores: {{main: {{shards: [{shards}]}}}}
cache: {{size: {size}}}
"""
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
        template = self.options.commands.get(name) or {"ringway": RINGWAY, "ringway-cached": RINGWAY_CACHED, "nutcracker": NUTCRACKER}[name]
        conf = self.directory / "nutcracker.yml"
        if name == "nutcracker":
            conf.write_text(NUTCRACKER_CONF.format(port=port) + "".join(f"   - 127.0.0.1:{p}:1\n" for p in shard_ports))
        if name == "ringway-cached":
            listed = ", ".join(f"{{address: '127.0.0.1:{p}'}}" for p in shard_ports)
            (self.directory / "cached.yaml").write_text(CACHED_CONF.format(port=port, shards=listed, size=self.options.cache_size))
        shards = ",".join(f"127.0.0.1:{p}" for p in shard_ports)
        return shlex.split(template.format(port=port, spare=port + 1, shards=shards, conf=conf, dir=self.directory))
