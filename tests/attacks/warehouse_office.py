"""An office by the functions of the workflow, from the loading on: no file is read, no document written."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.attacks.offices import PART, WHOLE, Office
from tests.attacks.random_cycles import Sent
from tests.stages.disclose.tables import METADATA, observation
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.release import Approval, Edition, ReleaseKind
from wardreport.domain.submission import AcceptedForm
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport, ValidationReport
from wardreport.publish import release_folder
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.copies.bi_export import export_for_bi
from wardreport.workflow import publishing, release_contents
from wardreport.workflow.consolidating import consolidate_current
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.disclosing import disclose_table, restate_released
from wardreport.workflow.publishing import record_and_write
from wardreport.workflow.release_contents import release_content

HELD = Finding("rule.subset", f"subset-{PART}", Severity.CRITICAL, PART, "B!C9", "…")
DOCUMENTS = (  # of the same table as the data package: they are looked at elsewhere (test_non_interference)
    "draw_charts",
    "write_annex",
    "write_report",
    "stamp_report",
    "convert_to_pdf",
    "write_release_page",
)


def without_documents(patch: pytest.MonkeyPatch) -> None:
    """A release's folder has its data and its manifest only: the rest takes long."""
    patch.setattr(release_contents, "validate_consolidated", lambda *_: ())
    patch.setattr(publishing, "write_validation_report", lambda *_, **__: None)
    for name in DOCUMENTS:
        patch.setattr(release_folder, name, lambda *_, **__: None)


class WarehouseOffice(Office):
    """Its forms come in already read, each with the verdict that the history gives it."""

    def __init__(self, folder: Path, deployment: Deployment) -> None:
        super().__init__(folder)
        self.deployment = replace(deployment, releases=self.releases, internal=folder / "internal")
        self._forms: dict[tuple[Period, str], tuple[SubmissionReport, AcceptedForm]] = {}
        self._new: list[tuple[SubmissionReport, AcceptedForm]] = []
        self._revisions: dict[Period, int] = {}

    def hand_in(self, sent: Sent, number: int) -> None:
        sha = hashlib.sha256(str(number).encode()).hexdigest()
        form = METADATA.form(sent.period)
        answers = {**dict.fromkeys(form.row_of, "-"), **sent.form}
        observations = tuple(observation(name, answer) for name, answer in answers.items())
        held = sent.contradictory
        report = SubmissionReport(
            sha,
            sent.unit,
            sent.period,
            form.form,
            self.now - timedelta(hours=1),
            Verdict.HELD if held else Verdict.ACCEPTED,
            (HELD,) if held else (),
        )
        self._bring(report, AcceptedForm(sha, sent.unit, sent.period, form.form, observations))

    def _bring(self, report: SubmissionReport, form: AcceptedForm) -> None:
        self._forms[form.period, form.unit] = report, form
        self._new = [one for one in self._new if one[0].submission != report.submission]
        self._new.append((report, form))

    def decide(self, period: Period, unit: str, *, replaced: bool) -> None:
        report, form = self._forms[period, unit]
        read = {one.indicator: one for one in form.observations}
        action = DecisionAction.REPLACE if replaced else DecisionAction.ACCEPT_AS_REPORTED
        made = Decision(
            report.submission, unit, HELD.rule, PART, action, "đã xác nhận", "Người kiểm tra", self.now.date()
        )
        as_read = ()
        if replaced:
            as_read = (read[PART],)
            made = replace(made, value=read[WHOLE].value or Decimal(0), evidence="Công văn")
            read[PART] = replace(read[PART], status=made.status, value=made.value)
        report = replace(report, verdict=Verdict.ACCEPTED, decisions=(made,))
        self._bring(report, replace(form, observations=tuple(read.values()), as_read=as_read))

    def make_draft(self, period: Period) -> Path:
        return self._publish_edition(period, Edition(ReleaseKind.DRAFT))

    def make_official(self, period: Period) -> Path:
        revision = self._revisions[period] = self._revisions.get(period, 0) + 1
        number = sum(self._revisions.values())
        today = self.now.date()
        edition = Edition(
            ReleaseKind.OFFICIAL,
            revision=revision,
            number=number,
            dated=today,
            approval=Approval("Lãnh đạo", today),
            reason="Nộp lại." if revision > 1 else None,
        )
        return self._publish_edition(period, edition)

    def _publish_edition(self, period: Period, edition: Edition) -> Path:
        self._load()
        safe = disclose_table(consolidate_current(period, self.deployment), self.deployment)
        content = release_content(safe, self.deployment, self.now, edition)
        return record_and_write(content, self.deployment).folder

    def _load(self) -> None:
        for period in dict.fromkeys(form.period for _, form in self._new):
            mine = [(report, form) for report, form in self._new if form.period == period]
            load(
                ValidationReport("a" * 64, tuple(report for report, _ in mine)),
                [form for report, form in mine if report.verdict is Verdict.ACCEPTED],
                self.deployment.warehouse,
                metadata=METADATA,
                period=period,
                loaded_at=self.now,
                code_version="0",
            )
        self._new.clear()

    def restate(self, period: Period) -> None:
        restate_released(period, self.deployment, self.now)

    def export(self) -> Path:
        out = self.folder / "bi.sqlite"
        export_for_bi(self.deployment.warehouse, out)
        return out
