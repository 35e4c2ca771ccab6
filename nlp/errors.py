"""Exceptions: unreadable files, a broken catalog or model, misuse. Trouble with content is a Finding.

GongkaiError
├── SourceError        a file that can't be read as text or document
│   ├── EmptySource    nothing in it
│   ├── BinarySource   not a text and not a known document format
│   ├── BudgetExceeded larger, deeper or slower than the budget allows
│   └── NotAReport     readable, but no disclosure report in it
├── CatalogError       a catalog entry that is unknown, doubled or incomplete
├── ModelError         a model that is missing, damaged or made for other versions
└── UsageError         a call that can't be carried out as it stands
"""


class GongkaiError(Exception):
    """Message in Chinese and English; `zh` and `en` hold the two parts."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)  # both as arguments, so that it survives pickling
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class SourceError(GongkaiError):
    pass


class EmptySource(SourceError):
    pass


class BinarySource(SourceError):
    pass


class BudgetExceeded(SourceError):
    """`budget` names the limit: a field of `nlp.ingest.Budget`."""

    def __init__(self, zh: str, en: str, budget: str = "") -> None:
        super().__init__(zh, en)
        self.args = (zh, en, budget)
        self.budget = budget


class NotAReport(SourceError):
    pass


class CatalogError(GongkaiError):
    pass


class ModelError(GongkaiError):
    pass


class UsageError(GongkaiError):
    pass
