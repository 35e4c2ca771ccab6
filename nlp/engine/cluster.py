"""Tasks as those of Dask distributed; the one door to it.

A Dask worker hands its task to a process of its own beside it, kept from task to task, with the same limits and the
same care as on one machine: a document that kills its process costs neither the worker nor the others. Outputs go
from there straight to where they belong. A task whose Dask worker is lost is given to another.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

from nlp.engine import pool
from nlp.engine.recipe import Recipe
from nlp.engine.tasks import Crew, R, T, Work
from nlp.errors import GongkaiError, UsageError

RETRIES = 2  # times a task is begun again after an error, say of a network
LOSSES = 5  # times a task may be given anew after it was said to have lost its workers

_idle: dict[tuple[Recipe, str], list[pool.Alone]] = {}  # processes that wait for a task, in a Dask worker
_lock = threading.Lock()


@contextmanager
def crew(recipe: Recipe, address: str, scheduler: str, workers: int) -> Iterator[Crew]:
    """The workers of a cluster, until the block ends. Without a scheduler, of one on this machine."""
    with _client(scheduler, workers) as client:
        try:
            yield _Cluster(client, recipe, address).run
        finally:
            client.run(release)


def do(work: Work[T, R], task: T, recipe: Recipe, address: str, digest: str) -> R:
    """The work on a task in a Dask worker. Raises UsageError where this machine would not write what the others do."""
    if recipe.digest() != digest:
        raise UsageError(
            "集群上的 gongkai 版本或模型与本机不同, 不能混写",
            "a worker of the cluster has another release or model, which can't be mixed",
        )
    with _lock:
        waiting = _idle.setdefault((recipe, address), [])
        own = waiting.pop() if waiting else pool.Alone(recipe, address)
    try:
        done = own.do(work, task)
    except BaseException:
        own.stop()
        raise
    with _lock:
        waiting.append(own)
    return done


def release() -> None:
    """End the processes that wait in a Dask worker."""
    with _lock:
        for waiting in _idle.values():
            while waiting:
                waiting.pop().stop()


@contextmanager
def _client(scheduler: str, workers: int) -> Iterator[Any]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UsageError(
            "--engine dask 需要另装: pip install 'gongkai[cluster]'",
            "--engine dask needs an extra: pip install 'gongkai[cluster]'",
        ) from None
    with ExitStack() as open_:
        if not scheduler:
            local = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
            )
            scheduler = open_.enter_context(local).scheduler_address
        try:
            client = open_.enter_context(distributed.Client(scheduler, set_as_default=False))
        except (OSError, ValueError) as reason:
            raise UsageError(f"连不上 {scheduler}: {reason}", f"can't reach {scheduler}: {reason}") from None
        yield client


class _Cluster:
    def __init__(self, client: Any, recipe: Recipe, address: str) -> None:
        self.client, self.recipe, self.address, self.digest = client, recipe, address, recipe.digest()

    def run(self, work: Work[T, R], tasks: Iterator[T]) -> Iterator[R]:
        distributed: Any = import_module("distributed")
        KilledWorker = import_module("distributed.scheduler").KilledWorker
        running: dict[Any, T] = {}
        lost: dict[int, int] = {}
        ended = distributed.as_completed(loop=self.client.loop)

        def submit(task: T) -> None:
            given = (work, task, self.recipe, self.address, self.digest)
            future = self.client.submit(do, *given, pure=False, retries=RETRIES)
            running[future] = task
            ended.add(future)

        def fill() -> None:
            threads = sum(self.client.nthreads().values())
            while len(running) < pool.AHEAD * max(1, threads):
                task = next(tasks, None)
                if task is None:
                    return
                submit(task)

        fill()
        try:
            while running:
                future = next(ended)
                task = running.pop(future)
                try:
                    yield future.result()
                except KilledWorker as reason:
                    lost[task.number] = lost.get(task.number, 0) + 1
                    if lost[task.number] > LOSSES:
                        raise GongkaiError(
                            f"集群的工作进程反复丢失: {reason}", f"workers of the cluster keep being lost: {reason}"
                        ) from None
                    submit(task)
                fill()
        finally:
            self.client.cancel(list(running))
