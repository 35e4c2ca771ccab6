"""Room 2: Raw -> Text. `clean` gives the text all later rooms read, with the way back to the source.

Line ends are `\\n`; blanks of every kind are one ASCII blank each; full-width ASCII is half-width;
traditional characters are simplified; what nobody wrote (zero-width characters, pinyin glosses,
conversion debris) is gone. Digits keep their values. Each repair is counted in `Text.damage`.
"""

from nlp.document import Raw, Text
from nlp.normalize import debris, script, widths
from nlp.normalize.edits import apply
from nlp.normalize.gloss import glosses
from nlp.normalize.misread import misread

__all__ = ["clean"]

STEPS = (  # name of the damage (none: the text was sound), what finds it; in this order
    ("", widths.line_ends),
    ("misread", misread),
    ("entity", debris.entities),
    ("unseen", widths.unseen),
    ("bookmark", debris.bookmarks),
    ("gloss", glosses),
    ("byte_shift", debris.byte_shifts),
    ("question_mark", debris.question_marks),
    ("enumerator", widths.enumerators),
    ("dash", debris.dashes),
)


def clean(raw: Raw) -> Text:
    """Clean text of a source; `damage` names what was repaired or lost, with counts."""
    text, offsets = raw.text, raw.offsets
    damage: dict[str, int] = {}
    for name, find in STEPS:
        if edits := find(text):
            text, later = apply(text, edits)
            offsets = offsets.then(later)
            damage[name] = len(edits)
    damage.pop("", None)
    text = widths.narrow(text)
    text, converted = script.simplified(text, 1 if "gloss" in damage else script.DISTINCT)
    if converted:
        damage["traditional"] = converted
        if edits := script.domestic(text):
            damage["regional_word"] = len(edits)
            text, later = apply(text, edits)
            offsets = offsets.then(later)
    if lost := text.count("\ufffd"):
        damage["replacement"] = lost
    if "cut_bytes" in raw.metadata:
        damage["cut"] = int(raw.metadata["cut_bytes"])
    blocks = raw.blocks if offsets.is_identity else tuple([block.moved(offsets) for block in raw.blocks])
    return Text(raw, text, offsets, blocks, tuple(sorted(damage.items())))
