"""An office that runs a cycle, approves drafts, and gets corrected annexes."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sample.make_share import figures, lay_out, units

from tests.specimens.few_rules import write_few_rules
from tests.specimens.submissions import PERIOD
from wardreport.domain.release import Release
from wardreport.domain.validation import Decision, ResponseState
from wardreport.publish.manifest import files_of, read_manifest
from wardreport.review.decisions.approvals import ApprovalRecord
from wardreport.review.register.response_register import read_register
from wardreport.warehouse.reading.history import releases_of
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.official import Approved
from wardreport.workflow.pipeline import run_period
from wardreport.workflow.settings import Settings

FOLDERS = {line["unit"]: line["folder"] for line in units()}


def places_in(folder: Path, share: Path) -> Settings:
    """A deployment of its own over a share; no converter is wanted where a test does not look at the PDF.

    Its rules are few, which takes half the time of a run away.
    """
    rules = folder / "expectations"
    return Settings(
        expectations=rules if rules.exists() else write_few_rules(rules),
        share=share,
        staging=folder / "staging",
        quarantine=folder / "quarantine",
        feedback=folder / "feedback",
        releases=folder / "releases",
        people=folder / "people.csv",
        warehouse=f"sqlite:///{folder / 'warehouse.sqlite'}",
        converter=None,
    )


class Office:
    """A deployment over a share of its own, with the cycle's decisions."""

    def __init__(self, deployment: Deployment, decisions: tuple[Decision, ...], now: datetime) -> None:
        self.deployment, self.decisions, self.now = deployment, decisions, now

    @classmethod
    def in_folder(cls, folder: Path, decisions: tuple[Decision, ...], now: datetime) -> Office:
        """One whose share and everything else lie in a folder."""
        return cls(deploy(places_in(folder, folder / "share")), decisions, now)

    @classmethod
    def copied(cls, folder: Path, to: Path, decisions: tuple[Decision, ...], now: datetime) -> Office:
        """One over a copy of all that another has, which nobody works on."""
        shutil.copytree(folder, to, dirs_exist_ok=True)
        return cls.in_folder(to, decisions, now)

    @property
    def draft(self) -> Release:
        """What lies there, without the notes of the run that made it."""
        folder, own = (place / str(PERIOD) / "draft" for place in (self.deployment.releases, self.deployment.internal))
        return Release(PERIOD, "draft", folder, tuple(files_of(folder)), own)

    def run(self, approval: ApprovalRecord | None = None, report: Path | None = None) -> Release:
        return run_period(
            PERIOD,
            self.deployment,
            decisions=self.decisions,
            as_of=self.now,
            tell=lambda _: None,
            approved=Approved(approval, report) if approval else None,
        )

    def approved(self, **changed: Any) -> ApprovalRecord:
        """The approval of the draft that lies there."""
        draft = read_manifest(self.draft.folder)
        fields: dict[str, Any] = {
            "period": str(PERIOD),
            "figures_sha256": draft["figures_sha256"],
            "number": 45,
            "dated": date(2024, 6, 20),
            "approved_by": "Phó Chủ tịch",
            "approved_on": date(2024, 6, 20),
        }
        return ApprovalRecord.model_validate(fields | changed)

    def waiting(self) -> tuple[str, ...]:
        """The units whose newest submission does not count: an approval has to name them."""
        register = read_register(PERIOD, self.deployment.warehouse, self.deployment.metadata, self.now)
        return tuple(entry.unit for entry in register if entry.state is not ResponseState.ACCEPTED)

    def correct(self, unit: str, row: int, value: int) -> None:
        """A unit sends its annex again with another figure."""
        (file,) = (self.deployment.share / FOLDERS[unit]).glob("*.xlsx")
        workbook = load_workbook(file)
        sheet = workbook.worksheets[0]
        first = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if str(cell.value).startswith("I. THỰC TRẠNG"))
        sheet.cell(first + row - 1, 3).value = value
        workbook.save(file)
        self.now += timedelta(days=10)
        os.utime(file, (self.now.timestamp() - 3600,) * 2)

    def run_the_cycle_before(self, share: Path) -> Release:
        """The half year before comes in late, with the same figures and a total that adds up."""
        typed = figures()
        typed["01837"]["fac_total"] = "26"
        said = [
            line | {"period_line": line["period_line"].replace("đầu năm 2024", "cuối năm 2023")} for line in units()
        ]
        lay_out(share, said, typed, self.deployment.metadata.form(PERIOD))
        deployment = replace(self.deployment, share=share)
        return run_period(PERIOD.previous, deployment, decisions=(), as_of=self.now, tell=lambda _: None)

    def releases(self) -> list[tuple[str, int | None]]:
        with self.deployment.warehouse.reading() as connection:
            return [(row.kind, row.revision) for row in releases_of(connection, PERIOD)]
