"""Reader of PDF files: hands them to a process of its own, where `pdf_document` reads them.

PDF is parsed by a native library. A hostile file may crash it, keep it busy for hours or have it unpack gigabytes;
in a process with limits all of that ends as an error of this one file. The process stays for the next file.
"""

import atexit
import os
import signal
import subprocess
import sys
from contextlib import suppress
from threading import Lock
from typing import IO

import msgspec

from nlp import errors
from nlp.document import Raw, Source
from nlp.errors import BudgetExceeded, SourceError
from nlp.ingest.budget import Budget

START = "import sys; sys.path[:] = {path!r}; from nlp.ingest.pdf import serve; serve()"
OUT_OF_MEMORY = {signal.SIGABRT, getattr(signal, "SIGTRAP", signal.SIGABRT), signal.SIGILL}  # how PDFium gives up


class _Request(msgspec.Struct):
    data: bytes
    source: Source
    budget: Budget


class _Answer(msgspec.Struct):
    """A Raw, or the name and arguments of a SourceError."""

    raw: Raw | None = None
    error: str = ""
    arguments: tuple[str, ...] = ()


def read(data: bytes, source: Source, budget: Budget) -> Raw:
    """Raw of a PDF file, see `pdf_document.read`."""
    request = msgspec.msgpack.encode(_Request(data, source, budget))
    answer = msgspec.msgpack.decode(_PROCESS.ask(request, budget), type=_Answer)
    if answer.raw is None:
        raise getattr(errors, answer.error)(*answer.arguments)
    return answer.raw


class _Process:
    """The reading process of this process, started when first needed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def ask(self, request: bytes, budget: Budget) -> bytes:
        with self.lock:
            child = self._running()
            try:
                assert child.stdin and child.stdout
                _send(child.stdin, request)
                return _receive(child.stdout)
            except (OSError, EOFError):
                self.child = None
                child.kill()
                raise _cause(_closed(child), budget) from None
            except BaseException:  # an interrupt: the next answer would be to this request
                self.child = None
                child.kill()
                _closed(child)
                raise

    def _running(self) -> "subprocess.Popen[bytes]":
        if self.child is None or self.owner != os.getpid():
            command = [sys.executable, "-c", START.format(path=sys.path)]
            pipe = subprocess.PIPE
            self.child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
            self.owner = os.getpid()
        return self.child

    def close(self) -> None:
        if self.child and self.owner == os.getpid():
            self.child.kill()
            _closed(self.child)
            self.child = None


def _closed(child: "subprocess.Popen[bytes]") -> int:
    """How an ending process ended, its pipes closed."""
    for pipe in (child.stdin, child.stdout):
        with suppress(OSError):
            if pipe:
                pipe.close()
    return child.wait()


def _cause(code: int, budget: Budget) -> SourceError:
    """Why the process went away, as far as the way it ended tells."""
    if code == -getattr(signal, "SIGXCPU", 0):
        return BudgetExceeded(*budget.excess("seconds"))
    if -code in OUT_OF_MEMORY:
        return BudgetExceeded(*budget.excess("memory"))
    return SourceError("PDF 已损坏，解析程序崩溃", "the PDF is damaged, its parser crashed")


_PROCESS = _Process()
atexit.register(_PROCESS.close)


# In the other process.


def serve() -> None:
    """Answer requests until there are no more."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    from nlp.ingest import pdf_document  # before memory is limited

    pdf_document.load()
    while True:
        try:
            request = msgspec.msgpack.decode(_receive(requests), type=_Request)
        except EOFError:
            return
        _limit(request)
        try:
            answer = _Answer(pdf_document.read(request.data, request.source, request.budget.started()))
        except SourceError as error:
            answer = _Answer(None, type(error).__name__, error.args)
        except MemoryError:
            answer = _Answer(None, "BudgetExceeded", request.budget.excess("memory"))
        except Exception as error:  # a fault of a library is a fault of the file
            name = type(error).__name__
            answer = _Answer(None, "SourceError", (f"PDF 已损坏：{name}", f"the PDF is damaged: {name}"))
        _send(answers, msgspec.msgpack.encode(answer))
        del request, answer


def _limit(request: _Request) -> None:
    """Memory and processor time for one file, where the system has such limits."""
    try:
        import resource
        from pathlib import Path
        from time import process_time

        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return
    resource.setrlimit(resource.RLIMIT_AS, (used + request.budget.memory, resource.RLIM_INFINITY))
    seconds = int(process_time() + request.budget.seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(8, "big") + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    def exactly(count: int) -> bytes:
        data = pipe.read(count)
        if len(data) < count:
            raise EOFError
        return data

    return exactly(int.from_bytes(exactly(8), "big"))
