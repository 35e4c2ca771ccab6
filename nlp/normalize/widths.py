"""Width and blanks: one character for one, so offsets do not move; and what is dropped unseen."""

import re
import unicodedata

from nlp.normalize.edits import Edit

LINE_END = re.compile(r"\r(?=\n)")
UNSEEN = re.compile(  # zero-width, direction marks, variation selectors, control characters
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)

PAIRS = (
    ("〜∼", "~~"),
    ("﹝﹞〘〙", "〔〕〔〕"),
    ("「」『』﹁﹂﹃﹄", "“”‘’“”‘’"),
    ("｡､﹑", "。、、"),
    ("﹐﹔﹕﹖﹗﹙﹚﹪﹢﹣", ",;:?!()%+-"),
    ("−‐‑", "---"),
    ("―─", "——"),
    # radicals that PDF files and Unicode keep apart from the characters they stand for
    (
        "⺟⺠⺫⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民目虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
    ),
)


def _table() -> dict[str, str]:
    """Characters that change and the one each becomes."""
    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width ASCII
    for changing, plain in PAIRS:
        table.update(zip(changing, plain, strict=True))
    table.update(dict.fromkeys("\xa0\u1680\u202f\u205f\u3000\ue5e5", " "))
    table.update(dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "))
    table.update(dict.fromkeys("\r\x0b\x0c\x1c\x1d\x1e\u2028\u2029", "\n"))
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):  # radicals and such of PDF text
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[chr(code)] = plain
    return table


TABLE = _table()
CHANGING = re.compile(f"[{re.escape(''.join(TABLE))}]")

# "㈠" "⑴" "⒈": one character that stands for an enumerator of several
ENUMERATOR = re.compile("[㈠-㈩⑴-⒛]")


def line_ends(text: str) -> list[Edit]:
    """First halves of Windows line ends, to be dropped."""
    return [(match.start(), match.end(), "") for match in LINE_END.finditer(text)] if "\r" in text else []


def unseen(text: str) -> list[Edit]:
    """Zero-width and control characters, to be dropped."""
    return [(match.start(), match.end(), "") for match in UNSEEN.finditer(text)]


def enumerators(text: str) -> list[Edit]:
    """`㈠` as (一), `⑴` as (1), `⒈` as 1."""
    return [
        (match.start(), match.end(), unicodedata.normalize("NFKC", match[0])) for match in ENUMERATOR.finditer(text)
    ]


def narrow(text: str) -> str:
    """Text of the same length with half-width ASCII and plain blanks and line ends."""
    for character in sorted(set(CHANGING.findall(text))):
        text = text.replace(character, TABLE[character])
    return text
