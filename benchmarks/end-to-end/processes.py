# SPDX-License-Identifier: Apache-2.0
"""Processes of a comparison: started and surely ended, pinned to cores, and what they cost by /proc."""
import ctypes
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def _die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Processes:
    """All processes that a comparison has started. Leaving the `with` block ends them, newest first."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.children = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            self.stop(child)

    def start(self, name, command, port, cpus):
        """Starts a process in a session of its own and waits until it listens on a port."""
        if _listens(port):
            raise RuntimeError(f"port {port} is in use, so {name} cannot have it; choose another --base-port")
        log = self.directory / f"{name}.log"
        prefix = ["taskset", "-c", cpus] if cpus else []
        with open(log, "w") as output:
            child = subprocess.Popen(prefix + [str(part) for part in command], stdout=output, stderr=output,
                                     stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent)
        self.children.append(child)
        deadline = time.monotonic() + 180  # a launcher may build first
        while not _listens(port):
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not listen on {port}: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        return child

    def stop(self, child):
        if child in self.children:
            self.children.remove(child)
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _listens(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def family(pid):
    """A process and its descendants, so that a launcher counts as the JVM it starts; servers that it embeds do not count."""
    found, queue = [], [pid]
    while queue:
        each = queue.pop()
        try:
            name = Path(f"/proc/{each}/comm").read_text().strip()
            tasks = os.listdir(f"/proc/{each}/task")
            children = " ".join(Path(f"/proc/{each}/task/{task}/children").read_text() for task in tasks)
        except FileNotFoundError:
            continue
        if name != "redis-server":
            found.append(each)
        queue += [int(child) for child in children.split()]
    return sorted(set(found))


def pin(pids, cpus):
    """Moves all threads of processes to cores, given as taskset takes them; nothing for none."""
    for pid in pids if cpus else []:
        subprocess.run(["taskset", "-a", "-p", "-c", cpus, str(pid)], check=True, stdout=subprocess.DEVNULL)


def cpu_seconds(pids):
    """(user, system) time that processes have taken so far."""
    user = system = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        user, system = user + int(fields[11]), system + int(fields[12])
    return user / TICKS_PER_SECOND, system / TICKS_PER_SECOND


def reset_peak_memory(pids):
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def memory_kib(pids, which):
    """`VmHWM`, the peak since the last reset, or `VmRSS`, the memory now."""
    return sum(int(line.split()[1]) for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()
               if line.startswith(which + ":"))
