"""Arrays and texts too many for memory, one after another in files of a temporary folder."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]


class Spool:
    """A file of numbers of one kind that only grows; read back as a whole without being loaded."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path, self.kind, self.length = path, kind, 0
        self._stream = path.open("wb")

    def add(self, numbers: Numbers) -> None:
        self._stream.write(numbers.astype(self.kind, copy=False).tobytes())
        self.length += len(numbers)

    def close(self) -> None:
        self._stream.close()

    def numbers(self) -> Numbers:
        """All of them, in the order they came, mapped from the file."""
        import numpy as np

        self.close()
        if not self.length:
            return np.zeros(0, self.kind)
        return np.memmap(self.path, self.kind, "r")


class Batches:
    """Groups of arrays of equal place in the work, a file for each group."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def add(self, *arrays: Numbers) -> None:
        import numpy as np

        with (self.folder / f"batch-{self.count:06d}.npy").open("wb") as stream:
            for array in arrays:
                np.save(stream, array, allow_pickle=False)
        self.count += 1

    def read(self, arrays: int) -> Iterator[tuple[Numbers, ...]]:
        import numpy as np

        for number in range(self.count):
            with (self.folder / f"batch-{number:06d}.npy").open("rb") as stream:
                yield tuple(np.load(stream, allow_pickle=False) for _ in range(arrays))


class Texts:
    """Texts by number, kept in a file."""

    def __init__(self, path: Path) -> None:
        self.path, self.ends = path, array("q", [0])
        self._stream = path.open("wb")
        self._kept: Numbers | None = None

    def add(self, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        self._stream.write(data)
        self.ends.append(self.ends[-1] + len(data))

    def only(self, kept: Numbers) -> None:
        """From now on count only these, by the numbers they have now."""
        self._kept = kept

    def __enter__(self) -> Texts:
        self._stream.close()
        self._reading = self.path.open("rb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.close()

    def __getitem__(self, at: int) -> str:
        at = at if self._kept is None else int(self._kept[at])
        self._reading.seek(self.ends[at])
        return self._reading.read(self.ends[at + 1] - self.ends[at]).decode("utf-8", "surrogatepass")
