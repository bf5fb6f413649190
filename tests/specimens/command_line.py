"""``wardreport`` in the process of a test: over an office's folder, with few rules and a clock that the test sets."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Collection
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import write_people

from tests.specimens.few_rules import JUDGING, write_few_rules
from wardreport.commands import app as cli


class CommandLine:
    """Called with the arguments of a command, which has to end well."""

    def __init__(
        self,
        folder: Path,
        warehouse: str,
        patch: pytest.MonkeyPatch,
        now: Callable[[], datetime],
        judging: Collection[str] = JUDGING,
    ) -> None:
        self._patch = patch
        for place in ("share", "staging", "quarantine", "feedback", "releases"):
            patch.setenv(f"WARDREPORT_{place.upper()}", str(folder / place))
        patch.setenv("WARDREPORT_PEOPLE", str(folder / "people.csv"))
        patch.setenv("WARDREPORT_WAREHOUSE", warehouse)
        patch.setenv("WARDREPORT_EXPECTATIONS", str(write_few_rules(folder / "expectations", judging)))
        write_people(folder / "people.csv")

        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return now().astimezone(tz)

        for verb in ("run", "restate"):
            patch.setattr(f"wardreport.commands.cycle.{verb}.datetime", Clock)

    def __call__(self, *arguments: object) -> None:
        self._patch.setattr(sys, "argv", ["wardreport", *map(str, arguments)])
        said = io.StringIO()
        with pytest.raises(SystemExit) as ended, redirect_stdout(said), redirect_stderr(said):
            cli.main()
        assert not ended.value.code, said.getvalue()
