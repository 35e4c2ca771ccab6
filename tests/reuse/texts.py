"""Invented paragraphs without end for measuring reuse: chains of words as they follow each other in our texts.

Not one is a sentence of a report; all have its words. A paragraph is made by walking from word to word, each time to
one of those that follow the last two in the labeled paragraphs of the project (corpora/labeled).
"""

from collections import defaultdict
from pathlib import Path
from random import Random

from nlp.topics.words import cut_all

LABELED = Path(__file__).resolve().parents[2] / "corpora/labeled"


class Writer:
    """Paragraphs by number, the same for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        lines = [line for path in sorted(LABELED.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
        prose = [line.split("\t")[0] for line in lines if line and not line.startswith(("#", "["))]
        sentences = [part for line in prose for part in line.split("。") if len(part) > 12]
        self.next: dict[str, list[str]] = defaultdict(list)
        for words in cut_all(sentences):
            for one, two in zip(words, [*words[1:], "。"], strict=True):
                self.next[one].append(two)
        self.words = sorted(word for word in self.next if len(word) > 1)

    def paragraph(self, number: int, letters: int = 0) -> str:
        """About as many letters as asked for, else 60 to 200."""
        random = Random(f"{self.seed}/{number}")
        wanted = letters or random.randint(60, 200)
        found: list[str] = []
        size, word = 0, random.choice(self.words)
        while size < wanted:
            found.append(word)
            size += len(word)
            follow = self.next.get(word)
            # a third of the steps leave the chain, else the walk would fall back into sentences of the corpus
            word = random.choice(follow) if follow and random.random() < 0.67 else random.choice(self.words)
        return "".join(found) + "。"
