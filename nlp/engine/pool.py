"""Shards over worker processes that may die: only the document that kills its worker is given up.

A ProcessPoolExecutor breaks as a whole when a worker is killed. Every shard that was under way left word
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
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from multiprocessing import current_process, get_context, parent_process
from pathlib import Path
from time import time
from types import ModuleType

from nlp.engine.documents import Document, Shard
from nlp.engine.limits import limit_memory
from nlp.engine.recipe import Recipe, tools
from nlp.engine.shards import BATCH, Done, Heartbeat, analyze_documents, read_beat, run_shard
from nlp.engine.store import open_store
from nlp.errors import GongkaiError

AHEAD = 2  # shards handed out for each worker: one in work, one waiting
GRACE, SLACK = 2.5, 10  # times its seconds, and seconds more, after which a document's worker is killed
BREAKS = 5  # times a shard may break the pool with no document at fault before the run is given up
KILLED = "处理此文件的进程两次意外终止 / the process working on this file died twice"


def work(shard: Shard, recipe: Recipe, address: str, condemned: dict[str, str], beat: Path) -> Done:
    """A shard in a worker process."""
    try:
        return run_shard(shard, recipe, open_store(address), condemned, beat)
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
    with suppress(GongkaiError):  # the first shard will say so
        tools(recipe.model)
    gc.freeze()  # what stays for good is not looked through again


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


def run(shards: Iterator[Shard], recipe: Recipe, address: str, workers: int) -> Iterator[Done]:
    """Completion records as shards end, in no particular order."""
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        pool = _Pool(recipe, address, workers, Path(folder))
        try:
            yield from pool.run(shards)
        except BaseException:
            pool.stop()
            raise
        pool.close()


class Alone:
    """One process that does one shard after the other, for whoever has processes of his own, as Dask has."""

    def __init__(self, recipe: Recipe, address: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="gongkai-")
        self.pool = _Pool(recipe, address, 1, Path(self.folder.name))

    def do(self, shard: Shard) -> Done:
        """Completion record of a shard."""
        (done,) = self.pool.run(iter([shard]))
        self.pool.condemned.clear()
        self.pool.breaks.clear()
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

    def run(self, shards: Iterator[Shard]) -> Iterator[Done]:
        running: dict[Future[Done], Shard] = {}
        broken: list[Shard] = []
        more = True
        while more or running or broken:
            while broken and len(running) < AHEAD * self.workers:
                self._submit(broken.pop(0), running)
            while more and len(running) < AHEAD * self.workers:
                shard = next(shards, None)
                more = shard is not None
                if shard is not None:
                    self._submit(shard, running)
            ended, _ = wait(running, timeout=1.0, return_when=FIRST_COMPLETED)
            self._kill_hanging()
            failed = False
            for future in ended:
                shard = running.pop(future)
                try:
                    yield future.result()
                except BrokenExecutor:
                    broken.append(shard)
                    failed = True
            if failed:
                broken = sorted([*broken, *running.values()], key=lambda shard: shard.number)
                running.clear()
                self._recover(broken)

    def _submit(self, shard: Shard, running: dict[Future[Done], Shard]) -> None:
        own = {document.uri for document in shard.documents}
        condemned = {uri: why for uri, why in self.condemned.items() if uri in own}
        try:
            with _unstoppable():
                future = self.executor.submit(work, shard, self.recipe, self.address, condemned, self._beat(shard))
        except BrokenExecutor:  # it broke between two submissions: let the loop find out
            future = Future()
            future.set_exception(BrokenExecutor())
        running[future] = shard

    def _beat(self, shard: Shard) -> Path:
        return self.beats / str(shard.number)

    def _kill_hanging(self) -> None:
        """Kill a worker that sits in a document long after its alarm should have rung."""
        for path in self.beats.iterdir():
            with suppress(OSError):
                late = time() - path.stat().st_mtime
                found = read_beat(path)
                if found and late > GRACE * self.recipe.seconds * (100 if found[1] == BATCH else 1) + SLACK:
                    os.kill(found[0], signal.SIGKILL)

    def _recover(self, shards: list[Shard]) -> None:
        """Find the document that is at fault, if one is, and start anew."""
        self.stop()
        for shard in shards:
            found = read_beat(self._beat(shard))
            if found is None:  # it had not begun
                continue
            self._beat(shard).unlink(missing_ok=True)
            guilty = self._guilty(shard, range(len(shard.documents)) if found[1] == BATCH else (found[1],))
            self.condemned.update((document.uri, KILLED) for document in guilty)
            self.breaks[shard.number] = 0 if guilty else self.breaks.get(shard.number, 0) + 1
            if self.breaks[shard.number] > BREAKS:
                first = shard.documents[0].uri
                raise GongkaiError(
                    f"工作进程反复终止, 从 {first} 起的一批文件无法完成; 内存是否不足?",
                    f"workers keep dying on the files from {first} on; is there enough memory?",
                )
        self.executor = self._executor(self.workers)

    def _guilty(self, shard: Shard, places: Iterable[int]) -> list[Document]:
        """Those documents of a shard that kill, or hold up, a process that has nothing else to do."""
        guilty: list[Document] = []
        suspects = [(at, shard.documents[at]) for at in places if shard.documents[at].uri not in self.condemned]
        starts = 0
        while suspects and starts <= BREAKS:
            beat = self._beat(shard)
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


def _end(executor: ProcessPoolExecutor) -> None:
    processes = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    for process in processes:
        process.join(10)
