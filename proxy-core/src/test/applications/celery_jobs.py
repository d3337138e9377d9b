# SPDX-License-Identifier: Apache-2.0
"""celery_jobs HOST PORT DATABASE: Celery with its broker and its results in one database, which has to be empty.

Celery puts keys without a common hash tag into one transaction, so over several shards the database needs a placement
rule. Every task runs exactly once (those told to try again as often as told), also those that a stopped worker gives back;
results, groups, chords and messages to all workers arrive.
"""

import collections
import os
import signal
import subprocess
import sys
import tempfile
import time

import celery
import redis

HOST, PORT, DATABASE, RUNS = (
    sys.argv[1:4] + [""] if __name__ == "__main__" else os.environ["APPLICATIONS_CELERY"].split(",")
)
URL = "redis://%s:%s/%s" % (HOST, PORT, DATABASE)
SECONDS = 60

app = celery.Celery("celery_jobs", broker=URL, backend=URL)
app.conf.update(
    broker_connection_retry=False,
    broker_transport_options={"visibility_timeout": 600, "priority_steps": [0, 5, 9], "queue_order_strategy": "priority"},
    result_expires=600,
    task_acks_late=True,
    task_publish_retry=False,
    worker_hijack_root_logger=False,
    worker_prefetch_multiplier=8,
)


def ran(what):
    """Notes a run where all processes of all workers see it, and not in the store that is to be tested."""
    with open(RUNS, "a") as runs:
        runs.write("%s\n" % what)


@app.task
def add(a, b):
    ran("add %s %s" % (a, b))
    return a + b


@app.task
def slow(n):
    time.sleep(0.05)
    ran("slow %d" % n)
    return n


@app.task(bind=True, max_retries=2)
def flaky(self, n):
    ran("flaky %d" % n)
    if self.request.retries < 2:
        raise self.retry(countdown=0.2)
    return n


@app.task
def total(numbers):
    ran("total")
    return sum(numbers)


@app.task
def revoked():
    ran("revoked")


@app.task
def fail():
    raise ValueError("as told")


class Workers:
    """Worker processes that write into a directory of their own."""

    def __init__(self, directory):
        self.directory = directory
        self.runs = os.path.join(directory, "runs")
        self.running = {}
        open(self.runs, "w").close()

    def start(self, name):
        log = open(os.path.join(self.directory, name), "w")
        command = [sys.executable, "-m", "celery", "-A", "celery_jobs", "worker", "-c", "2", "-n", name + "@localhost"]
        self.running[name] = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=os.path.dirname(os.path.abspath(__file__)),
            env=dict(os.environ, APPLICATIONS_CELERY=",".join([HOST, PORT, DATABASE, self.runs]), C_FORCE_ROOT="1",
                     PYTHONDONTWRITEBYTECODE="1"),
        )

    def stop(self, name):
        """As an operator does: what is running is finished, what was only fetched is given back."""
        worker = self.running.pop(name)
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(SECONDS)
        assert code == 0, "%s ended with %d" % (name, code)

    def kill(self):
        for worker in self.running.values():
            worker.kill()

    def counts(self):
        with open(self.runs) as runs:
            return collections.Counter(line.strip() for line in runs)

    def logs(self):
        for name in sorted(os.listdir(self.directory)):
            if name != "runs":
                with open(os.path.join(self.directory, name)) as log:
                    print("--- " + name + "\n" + log.read()[-6000:])


def until(what, holds):
    end = time.time() + SECONDS
    while not holds():
        assert time.time() < end, "not within %d seconds: %s" % (SECONDS, what)
        time.sleep(0.05)


def same(what, expected, actual):
    assert expected == actual, "%s: expected %s and got %s" % (what, expected, actual)


def workers_answer(names):
    """Asks all workers at once, by a message that every one of them gets."""
    expected = [name + "@localhost" for name in names]
    until("%s answer" % names, lambda: sorted((app.control.inspect(timeout=1).ping() or {})) == expected)


def every_task_runs_once(workers):
    results = [add.apply_async((n, 1), priority=(0, 5, 9)[n % 3]) for n in range(200)]
    later = [add.apply_async((n, 2), countdown=0.1 * n) for n in range(10)]
    again = [flaky.delay(n) for n in range(10)]
    same("results", [n + 1 for n in range(200)], [r.get(timeout=SECONDS) for r in results])
    same("later results", [n + 2 for n in range(10)], [r.get(timeout=SECONDS) for r in later])
    same("results after retries", list(range(10)), [r.get(timeout=SECONDS) for r in again])
    try:
        fail.delay().get(timeout=SECONDS)
        raise AssertionError("the failure is no failure")
    except ValueError as error:
        same("a failure", "as told", str(error))
    group = celery.group(add.s(n, 3) for n in range(50))()
    same("a group", [n + 3 for n in range(50)], group.get(timeout=SECONDS))
    chord = celery.chord((add.s(n, 4) for n in range(30)), total.s())()
    same("a chord", sum(n + 4 for n in range(30)), chord.get(timeout=SECONDS))
    chain = (add.s(1, 5) | add.s(10) | add.s(100))()
    same("a chain", 116, chain.get(timeout=SECONDS))

    counts = workers.counts()
    expected = ["add %d 1" % n for n in range(200)] + ["add %d 2" % n for n in range(10)]
    expected += ["add %d 3" % n for n in range(50)] + ["add %d 4" % n for n in range(30)]
    same("tasks that ran other than once", [], [task for task in expected if counts[task] != 1])
    same("flaky tasks", [], [n for n in range(10) if counts["flaky %d" % n] != 3])
    same("ends of the chord", 1, counts["total"])
    for result in results:
        result.forget()


def a_revoked_task_does_not_run(workers):
    task = revoked.apply_async(countdown=2)
    task.revoke()
    until("the revocation arrives", lambda: all(
        task.id in ids for ids in (app.control.inspect(timeout=1).revoked() or {"none": []}).values()))
    until("the revoked task is dropped", lambda: task.state == "REVOKED")
    same("runs of a revoked task", 0, workers.counts()["revoked"])


def a_stopped_worker_gives_back_what_it_fetched(workers):
    tasks = [slow.delay(n) for n in range(100)]
    until("some have run", lambda: workers.counts()["slow 5"])
    workers.stop("one")
    workers.start("three")
    same("results", list(range(100)), [task.get(timeout=SECONDS) for task in tasks])
    counts = workers.counts()
    same("tasks that ran other than once", [], [n for n in range(100) if counts["slow %d" % n] != 1])


def main():
    store = redis.Redis(HOST, int(PORT), int(DATABASE), socket_timeout=SECONDS)
    same("keys before", 0, store.dbsize())
    with tempfile.TemporaryDirectory() as directory:
        workers = Workers(directory)
        try:
            workers.start("one")
            workers.start("two")
            workers_answer(["one", "two"])
            every_task_runs_once(workers)
            a_revoked_task_does_not_run(workers)
            a_stopped_worker_gives_back_what_it_fetched(workers)
            workers_answer(["three", "two"])
            workers.stop("two")
            workers.stop("three")
            same("what was never acknowledged", 0, store.hlen("unacked"))
            same("what nobody fetched", 0, sum(store.llen(key) for key in store.scan_iter(match="celery*", _type="list")))
        except BaseException:
            workers.logs()
            raise
        finally:
            workers.kill()
    store.flushdb()
    same("keys after", 0, store.dbsize())


if __name__ == "__main__":
    main()
