"""What a run is made with: small enough to send to every worker, and a digest that outputs are bound to."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from nlp import catalog, topics
from nlp.ingest import Budget
from nlp.pipeline import Tools

PACKAGE = Path(__file__).parents[1]


class Recipe(Struct, frozen=True, array_like=True):
    """model: a folder or `.skops` file, "" for the bundled one. budget: what one document may cost.

    seconds and memory (bytes, of a worker process) are kept by the engine. records: whether records.jsonl is
    written beside the Parquet tables. shard_files: documents a shard on average, the size of a part file.
    """

    model: str = ""
    budget: Budget = Budget()
    seconds: float = 60.0
    memory: int = 3 << 30
    records: bool = True
    shard_files: int = 64

    def digest(self) -> str:
        """SHA-256 over everything the bytes of an output depend on: program, catalog, model, options."""
        options = f"{self.budget} {self.seconds} {self.memory} {self.records} {self.shard_files}"
        return hashlib.sha256(f"{program_digest()} {_model_digest(self.model)} {options}".encode()).hexdigest()


@lru_cache(maxsize=2)
def tools(model: str) -> Tools:
    """What the rooms work with, loaded once per process."""
    return Tools(catalog.load(), topics.load_model(model or None))


@lru_cache(maxsize=1)
def program_digest() -> str:
    """SHA-256 over the source and the catalog of this package: another release gives another one."""
    state = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".toml", ".txt"):
            state.update(path.relative_to(PACKAGE).as_posix().encode())
            state.update(path.read_bytes())
    return state.hexdigest()


@lru_cache(maxsize=2)
def _model_digest(model: str) -> str:
    from nlp.topics.model import model_file

    beside = model_file(model).with_suffix(".json")
    return hashlib.sha256(beside.read_bytes() if beside.is_file() else b"").hexdigest()
