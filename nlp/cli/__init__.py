"""The `gongkai` command: one function a verb. Data goes to stdout, talk to stderr.

`files` holds what is done with files as files, `reports` with reports, `labels` with topics, `research` what is made of
a corpus, `wording` who writes like whom, `desk` what reviewers do; each enters its commands in `app`.
"""

from __future__ import annotations

import sys

import typer

from nlp.cli import desk, exchange, files, labels, reports, research, wording
from nlp.cli.app import app
from nlp.errors import GongkaiError

__all__ = ["app", "desk", "exchange", "files", "labels", "main", "reports", "research", "wording"]


def main() -> None:
    """Entry point: errors of use end with code 2 and one line, never a traceback."""
    try:
        app(standalone_mode=True)
    except GongkaiError as error:
        typer.echo(f"gongkai: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
