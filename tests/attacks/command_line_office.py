"""An office by the real command line: forms as workbooks in the share, decisions and approvals as files."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sample.make_reform_share import files_of
from sample.make_share import HERE, lay_out, units

from tests.attacks.offices import PART, WHOLE, Office
from tests.attacks.published_reader import not_in
from tests.attacks.random_cycles import Sent
from tests.attacks.warehouse_office import without_documents
from tests.specimens.command_line import CommandLine
from tests.stages.disclose.tables import METADATA
from wardreport.domain.period import Period

HALF = {1: "đầu", 2: "cuối"}
SAID = dict.fromkeys(METADATA.narrative_sections, "Tình hình ổn định.")


class CommandLineOffice(Office):
    """In this process, with a clock of its own; only the wards hand in anything."""

    def __init__(self, folder: Path, warehouse: str, patch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self._files: dict[tuple[Period, str], Path] = {}
        self._decisions: dict[Period, list[dict[str, Any]]] = {}
        self._official = 0
        self._run = CommandLine(folder, warehouse, patch, lambda: self.now, {f"subset-{PART}"})
        (folder / "share").mkdir()
        without_documents(patch)

    def hand_in(self, sent: Sent, number: int) -> None:
        period = sent.period
        line = next(one for one in _units_of(period) if one["unit"] == sent.unit)
        typed = {name: str(answer) for name, answer in sent.form.items()}
        typed["officers"] = str(5 + number)  # no two forms are the same bytes
        (file,) = lay_out(
            self.folder / "share", [line], {sent.unit: typed}, METADATA.form(period), str(period), {sent.unit: SAID}
        ).values()
        os.utime(file, ((self.now - timedelta(hours=2)).timestamp() + number,) * 2)
        self._files[period, sent.unit] = file

    def decide(self, period: Period, unit: str, *, replaced: bool) -> None:
        example = yaml.safe_load((HERE / "decisions_2024_s1.yaml").read_text(encoding="utf-8"))["decisions"][0]
        made = example | {
            "unit": unit,
            "rule": "rule.subset",
            "indicator": PART,
            "submission": hashlib.sha256(self._files[period, unit].read_bytes()).hexdigest(),
            "decided_on": f"{self.now:%Y-%m-%d}",
        }
        if replaced:
            value = self._counts[period][unit][WHOLE]
            made |= {"action": "replace", "value": str(value), "evidence": "Công văn"}
        of_period = self._decisions.setdefault(period, [])
        of_period.append(made)
        file = self.folder / f"{period}.yaml"
        file.write_text(yaml.safe_dump({"period": str(period), "decisions": of_period}, allow_unicode=True))

    def _with_decisions(self, period: Period) -> tuple[object, ...]:
        return ("--decisions", self.folder / f"{period}.yaml") if period in self._decisions else ()

    def make_draft(self, period: Period) -> Path:
        self._run("run", period, *self._with_decisions(period))
        return self.releases / str(period) / "draft"

    def make_official(self, period: Period) -> Path:
        self._official += 1
        draft, approval = self.releases / str(period) / "draft", self.folder / f"{self._official}.yaml"
        without = dict.fromkeys([*not_in(draft), *(unit for of, unit in self.held if of == period)])
        day = f"{self.now:%Y-%m-%d}"
        again = ("--reason", "Nộp lại.") if list(draft.parent.glob("r*")) else ()
        named = [word for code in without for word in ("--without", code)]
        document = ("--number", self._official, "--dated", day, "--on", day, "--by", "lanh-dao")
        self._run("approve", period, "--out", approval, *document, *again, *named)
        self._run("run", period, *self._with_decisions(period), "--release", "official", "--approval", approval)
        return max(draft.parent.glob("r*"))

    def restate(self, period: Period) -> None:
        self._run("restate", period)

    def export(self) -> Path:
        self._run("db", "export", "--out", self.folder / "bi.sqlite")
        return self.folder / "bi.sqlite"


def _units_of(period: Period) -> list[dict[str, str]]:
    """The sample's lines of the wards: where each lays its form, and how it names itself and the half year."""
    if period.year == 2025:
        return units(files_of(period)[0])
    head = f"6 tháng {HALF[period.half]} năm {period.year}"
    return [line | {"period_line": head} for line in units()]
