"""Tables as bad copies leave them: lost, without blanks, with words for numbers."""

from __future__ import annotations

from random import Random

from nlp.exam.reports import Simulated

_UNREADABLE = ("000", "12O3", "0012", "12人左右", "约12", "12?")


def lost_table(random: Random, simulated: Simulated) -> str | None:
    """The report with only the heading left of one of its tables."""
    if simulated.year.form == "G1":
        return None
    heads = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
    )
    at = random.randrange(3)
    pieces = simulated.draft.pieces
    start = next(i for i, p in enumerate(pieces) if p.text.startswith(heads[at]))
    end = next(i for i, p in enumerate(pieces) if p.text.startswith(heads[at + 1]))
    return simulated.draft.with_texts(dict.fromkeys(range(start + 1, end), "")).text()


def no_blanks(random: Random, simulated: Simulated) -> str | None:
    """The report with its zeros blank in a layout that drops blanks, so that some numbers have no certain place."""
    if simulated.year.form == "G1" or simulated.layout not in ("bare_cells", "one_line"):
        return None
    pieces = simulated.draft.pieces
    separator = "\n" if simulated.layout == "bare_cells" else " "
    changes = {}
    for index, piece in enumerate(pieces):
        if piece.side == "cell" and "@" in piece.key and piece.text == "0":
            changes[index] = ""
            if index + 1 < len(pieces) and pieces[index + 1].text == separator:
                changes[index + 1] = ""
    return simulated.draft.with_texts(changes).text()


def unreadable_cell(random: Random, simulated: Simulated) -> str | None:
    """The report with words, or digits run together, in one cell."""
    if simulated.layout not in ("pipe_rows", "pipe_cells", "word_tabs", "grid"):
        return None
    cells = [i for i, p in enumerate(simulated.draft.pieces) if p.side == "cell"]
    return simulated.draft.with_texts({random.choice(cells): random.choice(_UNREADABLE)}).text()


def lost_labels(random: Random, simulated: Simulated) -> str | None:
    """The report with the label of one of the refusals gone, its numbers still standing behind the row before."""
    if simulated.year.form == "G1" or simulated.layout == "one_line":
        return None
    pieces = simulated.draft.pieces
    rows = [
        i
        for i, p in enumerate(pieces)
        if p.side == "cell" and p.key.startswith("rq_denied") and p.key.endswith("@natural")
    ]
    first = random.choice(rows[1:])
    label = next(i for i in range(first - 1, 0, -1) if pieces[i].text.strip(" |\t\n"))
    return simulated.draft.with_texts(dict.fromkeys(range(label, first), "")).text()
