"""What many do at once: tasks, the work done on each, and whoever has it done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from nlp.engine.documents import Document
from nlp.engine.limits import uncollected
from nlp.engine.recipe import Recipe
from nlp.engine.store import Store

BATCH = -1  # the step in which all documents of a task are worked on at once


class Task(Protocol):
    """Something small enough to be sent; `documents` are those it may fail at, `number` its place among all."""

    @property
    def number(self) -> int: ...
    @property
    def documents(self) -> tuple[Document, ...]: ...


T = TypeVar("T", bound=Task)
R = TypeVar("R")

# A task, the recipe, where outputs go, documents not to be touched again (with the reason), a file for the heartbeat.
Work = Callable[[T, Recipe, Store, Mapping[str, str], Path | None], R]


class Crew(Protocol):
    """Does the work on every task; what comes of it is in no particular order."""

    def __call__(self, work: Work[T, R], tasks: Iterator[T]) -> Iterator[R]: ...


def here(recipe: Recipe, store: Store) -> Crew:
    """A crew of one: this process."""

    def crew(work: Work[T, R], tasks: Iterator[T]) -> Iterator[R]:
        return (done(work, task, recipe, store, {}, None) for task in tasks)

    return crew


def done(work: Work[T, R], task: T, recipe: Recipe, store: Store, condemned: Mapping[str, str], beat: Path | None) -> R:
    """What comes of a task; its garbage is looked for when nothing else of it is left."""
    with uncollected():
        return work(task, recipe, store, condemned, beat)


class Heartbeat:
    """A file that holds process number and position among the documents while a task is worked on.

    For the case that its process never comes back.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def __enter__(self) -> Callable[[int], None]:
        if self.path is None:
            return lambda at: None
        self.file = os.open(self.path, os.O_WRONLY | os.O_CREAT)
        return self.step

    def step(self, at: int) -> None:
        os.pwrite(self.file, f"{os.getpid():>10} {at:>10}".encode(), 0)

    def __exit__(self, *_: object) -> None:
        if self.path is not None:
            os.close(self.file)
            self.path.unlink(missing_ok=True)


def read_beat(path: Path) -> tuple[int, int] | None:
    """Process and position of a task that has begun and not ended."""
    try:
        process, at = path.read_text().split()
    except (OSError, ValueError):
        return None
    return int(process), int(at)
