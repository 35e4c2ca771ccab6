"""Runs the commands of docs/tutorial.md and fills in what they print.

`python docs/tutorial.py` writes; `--check` says what differs, but for the numbers, and ends with 1.
"""

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/tutorial.md"
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)  # ```console ... ```
NUMBER = re.compile("[ ─]*[0-9][0-9,.]*[ ─]*")  # 1,487: numbers change with rules and model, widths with them
PROGRAMS = {"gongkai": [sys.executable, "-m", "nlp.cli"], "python": [sys.executable]}
PLAIN = {"COLUMNS": "120", "NO_COLOR": "1", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}  # however wide the terminal is


def filled(text: str, folder: Path) -> str:
    """The page with the commands run in a folder, one after the other; raises CalledProcessError where one fails."""

    def run(found: re.Match[str]) -> str:
        kind, body = found.groups()
        if kind == "python":
            (folder / "table.py").write_text(body, encoding="utf-8")
            return found[0]
        lines: list[str] = []
        for command in re.findall(r"^\$ (.*)$", body, re.MULTILINE):
            program, *given = shlex.split(command)
            done = subprocess.run(
                [*PROGRAMS[program], *given],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                cwd=folder,
                env={**os.environ, **PLAIN},
                check=True,
            )
            lines += [f"$ {command}", *(line.rstrip() for line in done.stdout.rstrip().splitlines())]
        return "```console\n" + "".join(f"{line}\n" for line in lines) + "```"

    return BLOCK.sub(run, text)


def main() -> int:
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "corpora/sample", folder / "reports")
        found = filled(text, folder)
    if "--check" not in sys.argv:
        PAGE.write_text(found, encoding="utf-8")
        return 0
    shown, new = (NUMBER.sub("#", page).splitlines() for page in (text, found))
    print("\n".join(difflib.unified_diff(shown, new, lineterm="")))
    return int(shown != new)


if __name__ == "__main__":
    sys.exit(main())
