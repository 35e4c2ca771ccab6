"""What the style sheets within a page hide: rules such as `.old, div.bak { display: none }`.

Only what a reader of the page can't bring back counts: rules for all media, with plain selectors (classes, an id).
A class that another rule shows again, as `.pane.active { display: block }` does, is switched by a script.
"""

import re
from collections.abc import Iterable

COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*(?:\*/|\*?\Z)|<!--|-->")  # "/* old */", to the end where it is not closed
RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,4000})\}")  # ".old { display: none }", in or outside of @media
MEDIA = re.compile(r"@[a-z-]+[^{};]{0,500}\{")  # "@media print {", "@media (max-width: 700px) {"
ALWAYS = re.compile(r"@media\s+(?:screen|all)\s*\{")
SELECTOR = re.compile(r"[a-z0-9]{0,12}(?:[.#][a-z_][\w-]{0,60}){1,5}", re.I | re.A)  # "div.old.bak", "#copy"
BRACE = re.compile(r"[{}]")
NAME = re.compile(r"[.#][\w-]+", re.A)
HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
MOST = 3  # a rule that hides more than one part in so many of a page is undone by a script
SHOWS = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.I)
LONGEST = 500_000  # characters of all sheets of a page; the rest is not read


def hiding(sheets: Iterable[str]) -> tuple[list[str], frozenset[str]]:
    """Selectors of what the style sheets of a page hide, such as `div.bak`, and names that other rules show again."""
    text = "\n".join(sheets)[:LONGEST]
    if not HIDES.search(text):
        return [], frozenset()
    hidden: dict[str, frozenset[str]] = {}
    shown: set[str] = set()
    for part, always in _parts(COMMENT.sub(" ", text)):
        for listed, body in RULE.findall(part):
            for selector in map(str.strip, listed.split(",")):
                names = frozenset(NAME.findall(selector))
                if SHOWS.search(body):
                    shown |= names
                elif always and HIDES.search(body) and SELECTOR.fullmatch(selector):
                    hidden[selector] = names
    return [selector for selector, names in hidden.items() if not names & shown], frozenset(shown)


def _parts(text: str) -> Iterable[tuple[str, bool]]:
    """Stretches of a sheet, and whether they hold for every reader; blocks such as @media print do not."""
    at = 0
    for opening in MEDIA.finditer(text):
        if opening.start() < at:
            continue
        yield text[at : opening.start()], True
        at = _end(text, opening.end())
        yield text[opening.end() : at], bool(ALWAYS.fullmatch(opening[0]))
    yield text[at:], True


def _end(text: str, at: int) -> int:
    """Where a block ends that began before `at`."""
    depth = 1
    for brace in BRACE.finditer(text, at):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return len(text)
