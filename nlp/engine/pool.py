"""Tasks over worker processes that may die: only the document that kills its worker is given up.

A ProcessPoolExecutor breaks as a whole when a worker is killed. Every task that was under way left word
which document it was at; those documents are tried alone in a process that does nothing else, and what kills that
one too is named in `errors`. A worker that hangs in a document past its time is killed, and the same follows.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from importlib.abc import MetaPathFinder
from multiprocessing import current_process, get_context, parent_process
from pathlib import Path
from time import time
from types import ModuleType

from nlp.engine.documents import Document
from nlp.engine.limits import limit_memory
from nlp.engine.recipe import Recipe, tools
from nlp.engine.shards import analyze_documents
from nlp.engine.store import open_store
from nlp.engine.tasks import BATCH, Crew, Heartbeat, R, T, Task, Work, done, read_beat
from nlp.errors import GongkaiError

AHEAD = 2  # tasks handed out for each worker: one in work, one waiting
GRACE, SLACK = 2.5, 10  # times its seconds, and seconds more, after which a document's worker is killed
BREAKS = 5  # times a task may break the pool with no document at fault before the run is given up
KILLED = "处理此文件的进程两次意外终止 / the process working on this file died twice"


def do(work: Work[T, R], task: T, recipe: Recipe, address: str, condemned: Mapping[str, str], beat: Path) -> R:
    """The work on a task in a worker process."""
    try:
        return done(work, task, recipe, open_store(address), condemned, beat)
    except MemoryError:  # more than a document took it: die as a system without memory would have it
        os._exit(1)


def alone(suspects: list[tuple[int, Document]], recipe: Recipe, beat: Path) -> None:
    """One document after the other, in a process of their own; that it returns is all that counts."""
    with Heartbeat(beat) as step:
        for at, document in suspects:

            def here(_: int, at: int = at) -> None:
                step(at)

            for _ in analyze_documents([document], tools(recipe.model), recipe, here):
                pass


def start(recipe: Recipe) -> None:
    """First act of a worker: Ctrl-C is the parent's business, its memory is limited, and it dies with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(recipe.memory)
    threading.Thread(target=_outlive_nobody, daemon=True).start()
    _keep_to_a_core()
    with suppress(GongkaiError):  # the first task will say so
        tools(recipe.model)
    gc.freeze()  # what stays for good is not looked through again


def _keep_to_a_core() -> None:
    """Libraries start no threads beside those of the other workers, and Arrow does without pandas: 36 MB, 0.3 s."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # read when numpy is first imported
    sys.meta_path.insert(0, _NoPandas())
    import pyarrow as pa

    pa.array([])  # now it has looked
    sys.meta_path.pop(0)
    pa.set_cpu_count(1)


class _NoPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _outlive_nobody() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _unstoppable() -> Iterator[None]:
    """Processes started here never hear Ctrl-C, not even before `start` runs in them.

    Those of Dask may not have processes of their own for fear of orphans; ours end with their parent. Nor do they
    begin with the program that called us, whose imports take longer than ours and which may have no guard against it.
    """
    current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    main, can_block = sys.modules["__main__"], hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if can_block else None
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def crew(recipe: Recipe, address: str, workers: int) -> Iterator[Crew]:
    """So many worker processes that do what they are given, kept until the block ends."""
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        pool = _Pool(recipe, address, workers, Path(folder))
        try:
            yield pool.run
        except BaseException:
            pool.stop()
            raise
        pool.close()


class Alone:
    """One process that does one task after the other, for whoever has processes of his own, as Dask has."""

    def __init__(self, recipe: Recipe, address: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="gongkai-")
        self.pool = _Pool(recipe, address, 1, Path(self.folder.name))

    def do(self, work: Work[T, R], task: T) -> R:
        """What comes of a task."""
        (done,) = self.pool.run(work, iter([task]))
        return done

    def stop(self) -> None:
        """End the process."""
        self.pool.stop()
        self.folder.cleanup()


class _Pool:
    def __init__(self, recipe: Recipe, address: str, workers: int, beats: Path) -> None:
        self.recipe, self.address, self.workers, self.beats = recipe, address, workers, beats
        self.condemned: dict[str, str] = {}
        self.breaks: dict[int, int] = {}
        self.executor = self._executor(workers)

    def _executor(self, workers: int) -> ProcessPoolExecutor:
        context = get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=start, initargs=(self.recipe,))

    def run(self, work: Work[T, R], tasks: Iterator[T]) -> Iterator[R]:
        self.condemned.clear()
        self.breaks.clear()
        running: dict[Future[R], T] = {}
        broken: list[T] = []
        more = True
        while more or running or broken:
            while broken and len(running) < AHEAD * self.workers:
                self._submit(work, broken.pop(0), running)
            while more and len(running) < AHEAD * self.workers:
                task = next(tasks, None)
                more = task is not None
                if task is not None:
                    self._submit(work, task, running)
            ended, _ = wait(running, timeout=1.0, return_when=FIRST_COMPLETED)
            self._kill_hanging()
            failed = False
            for future in ended:
                task = running.pop(future)
                try:
                    yield future.result()
                except BrokenExecutor:
                    broken.append(task)
                    failed = True
            if failed:
                broken = sorted([*broken, *running.values()], key=lambda task: task.number)
                running.clear()
                self._recover(broken)

    def _submit(self, work: Work[T, R], task: T, running: dict[Future[R], T]) -> None:
        own = {document.uri for document in task.documents}
        condemned = {uri: why for uri, why in self.condemned.items() if uri in own}
        future: Future[R]
        try:
            with _unstoppable():
                future = self.executor.submit(do, work, task, self.recipe, self.address, condemned, self._beat(task))
        except BrokenExecutor:  # it broke between two submissions: let the loop find out
            future = Future()
            future.set_exception(BrokenExecutor())
        running[future] = task

    def _beat(self, task: Task) -> Path:
        return self.beats / str(task.number)

    def _kill_hanging(self) -> None:
        """Kill a worker that sits in a document long after its alarm should have rung."""
        for path in self.beats.iterdir():
            with suppress(OSError):
                late = time() - path.stat().st_mtime
                found = read_beat(path)
                if found and late > GRACE * self.recipe.seconds * (100 if found[1] == BATCH else 1) + SLACK:
                    os.kill(found[0], signal.SIGKILL)

    def _recover(self, tasks: Sequence[Task]) -> None:
        """Find the document that is at fault, if one is, and start anew."""
        self.stop()
        for task in tasks:
            found = read_beat(self._beat(task))
            if found is None:  # it had not begun
                continue
            self._beat(task).unlink(missing_ok=True)
            guilty = self._guilty(task, range(len(task.documents)) if found[1] == BATCH else (found[1],))
            self.condemned.update((document.uri, KILLED) for document in guilty)
            self.breaks[task.number] = 0 if guilty else self.breaks.get(task.number, 0) + 1
            if self.breaks[task.number] > BREAKS:
                raise _given_up(task)
        self.executor = self._executor(self.workers)

    def _guilty(self, task: Task, places: Iterable[int]) -> list[Document]:
        """Those documents of a task that kill, or hold up, a process that has nothing else to do."""
        guilty: list[Document] = []
        suspects = [(at, task.documents[at]) for at in places if task.documents[at].uri not in self.condemned]
        starts = 0
        while suspects and starts <= BREAKS:
            beat = self._beat(task)
            executor = self._executor(1)
            try:
                with _unstoppable():
                    future = executor.submit(alone, suspects, self.recipe, beat)
                while not wait([future], timeout=1.0).done:
                    self._kill_hanging()
                future.result()
                return guilty
            except BrokenExecutor:
                at = (read_beat(beat) or (0, -1))[1]
                guilty += [document for place, document in suspects if place == at]
                starts = 0 if at >= 0 else starts + 1  # one that dies before its first document proves nothing
                suspects = [(place, document) for place, document in suspects if place > at]
            finally:
                beat.unlink(missing_ok=True)
                _end(executor)
        return guilty

    def stop(self) -> None:
        """End all workers at once."""
        _end(self.executor)

    def close(self) -> None:
        self.executor.shutdown()


def _given_up(task: Task) -> GongkaiError:
    first = task.documents[0].uri if task.documents else "..."
    return GongkaiError(
        f"工作进程反复终止, 从 {first} 起的一批文件无法完成; 内存是否不足?",
        f"workers keep dying on the files from {first} on; is there enough memory?",
    )


def _end(executor: ProcessPoolExecutor) -> None:
    processes = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    for process in processes:
        process.join(10)
