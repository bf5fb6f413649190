"""What several commands print: a finding as JSON, and work going on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from wardreport.domain.finding import Finding


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding as ``--json`` prints it (docs/design/findings.md)."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "indicator": finding.indicator,
        "cell": finding.cell,
        "message": finding.message,
        "suggestion": finding.suggestion,
    }


class ShownProgress:
    """Shows work going on: a moving line below what was done on a terminal, plain lines otherwise."""

    def __enter__(self) -> Callable[[str], None]:
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("working"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True) if console.is_terminal else None
        if self._bar is None:
            return typer.echo
        self._bar.add_task("")
        self._bar.start()
        return lambda line: console.print(line, highlight=False)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
