"""Pinyin glosses of mirror hosts: one Han character and its reading in brackets, `務(wù)院`."""

import re
import unicodedata

from nlp.normalize.edits import Edit

TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
LATIN = "ÃÄÅÇ"  # first halves of toned letters read as Latin-1: "Ã¹" for ù
TONED = re.compile(f"[{TONES}\u0300-\u030c{LATIN}]")

# "務(wù)", "態（tài）", "關\n(guān)", "務(w\nù)"; the Han character itself stays
GLOSS = re.compile(
    "(?<=[㐀-鿿豈-﫿])[ \n]?[(（]"
    f"([ \n]?[a-zɡɑü{TONES}\u0300-\u030c{LATIN}\x80-\xbf][a-zɡɑü{TONES}\u0300-\u030c{LATIN}\x80-\xbf \n]{{0,8}})[)）]"
)

# "zhuang", "er", "lüe"
SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|üan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|üe|ui|un|ün|uo|ve|"
    "[aeiouvü])"
)

MANY = 5  # toned glosses that show a glossed page, where one without tone mark (`們(men)`) counts too


def glosses(text: str) -> list[Edit]:
    """Glosses to be dropped. A line end before the bracket stays, one inside goes with it."""
    if not TONED.search(text):
        return []
    toned: list[Edit] = []
    plain: list[Edit] = []
    for match in GLOSS.finditer(text):
        letters, marked = _letters(match[1])
        if SYLLABLE.fullmatch(letters):
            start = match.start() + (text[match.start()] == "\n")
            (toned if marked else plain).append((start, match.end(), ""))
    return sorted(toned + plain) if len(toned) >= MANY else toned


def _letters(written: str) -> tuple[str, bool]:
    """Bare letters of a gloss, and whether it bears a tone mark."""
    written = re.sub(r"\s", "", written)
    if any(letter in LATIN for letter in written):
        try:
            written = written.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return "", False
    split = unicodedata.normalize("NFD", written.replace("ɡ", "g").replace("ɑ", "a"))
    marks = [character for character in split if "\u0300" <= character <= "\u030c" and character != "\u0308"]
    bare = "".join(character for character in split if character not in marks)
    return unicodedata.normalize("NFC", bare), len(marks) == 1
