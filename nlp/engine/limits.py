"""What one document, and one worker, may take: seconds by an alarm, bytes by the system's own limit, no idle sweeps."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from nlp.errors import BudgetExceeded


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raises BudgetExceeded in the block when it takes longer.

    An alarm needs the main thread of a process and a system that has one; elsewhere the block is not stopped.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def expire(_signal: int, _frame: FrameType | None) -> None:
        raise BudgetExceeded(f"超出时间上限 {seconds:g} 秒", f"took longer than {seconds:g} seconds", "seconds")

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def limit_memory(size: int) -> None:
    """Lets this process hold at most `size` bytes of data; more raises MemoryError."""
    with suppress(ImportError, ValueError, OSError):  # a system without such limits, or with a lower one
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, resource.getrlimit(resource.RLIMIT_DATA)[1]))


@contextmanager
def uncollected() -> Iterator[None]:
    """Garbage in cycles is looked for after the block, not in it: nearly all that reports leave is in none."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        collect()
        if before:
            gc.enable()


def collect() -> None:
    """Look for garbage in cycles among what was made of late; all else was there before the first document."""
    gc.collect(1)
