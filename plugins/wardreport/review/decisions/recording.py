"""What a reviewer still has to decide on, and how a decision gets into the cycle's decision file."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from wardreport.domain.errors import ConfigurationError, DecisionError
from wardreport.domain.finding import Finding, Verdict
from wardreport.domain.period import Period
from wardreport.domain.validation import Decision, SubmissionReport, ValidationReport
from wardreport.metadata.data_files import build
from wardreport.metadata.indicators import Indicator
from wardreport.metadata.office.people import People
from wardreport.review.decisions.deciders import refuse_untimely, with_actors
from wardreport.review.decisions.decision_values import refuse_unfit
from wardreport.review.decisions.decisions import (
    DecisionLine,
    as_line,
    checked_decisions,
    read_decisions,
    refuse_unmatched,
    told,
)
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.file_rights.opening import like_its_folder
from wardreport.writing.whole_files import write_whole

_PREFIX = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding that holds a submission."""

    report: SubmissionReport
    finding: Finding


def open_findings(reports: Iterable[SubmissionReport], decided: Iterable[Decision] = ()) -> tuple[OpenFinding, ...]:
    """What waits for a reviewer: of each unit the newest submission that could be read, where it is held.

    What was returned waits for its unit, and a decision of ``decided`` that no run has seen yet for the next run; a
    form that nobody has filled in waits for nobody.
    """
    readable = (r for r in reports if r.verdict in (Verdict.HELD, Verdict.ACCEPTED) and not r.blank_form)
    newest = {report.unit: report for report in readable}
    made = tuple(decided)
    waiting = []
    for report in newest.values():
        unseen = {
            d.finding
            for d in made
            if (d.submission, d.unit) == (report.submission, report.unit) and d not in report.decisions
        }
        if not report.returned:
            waiting += [
                OpenFinding(report, finding)
                for finding in report.open_findings
                if (finding.rule, finding.indicator) not in unseen
            ]
    return tuple(waiting)


def submission_named(prefix: str, unit: str, reports: Iterable[SubmissionReport]) -> str:
    """The sha256 of the unit's submission that begins so; raises ``DecisionError`` where none does, or several do."""
    if not _PREFIX.fullmatch(prefix):
        raise DecisionError("a submission is named by at least the first 8 hexadecimal digits of its sha256")
    found = {report.submission for report in reports if report.unit == unit and report.submission.startswith(prefix)}
    if len(found) != 1:
        raise DecisionError(f"{'several' if found else 'no'} submissions of unit {unit} begin with {prefix[:12]}")
    return found.pop()


@dataclass(frozen=True, slots=True)
class Desk:
    """What a decision is held against: what was found, by row what fits, who there is, and the day."""

    reports: Sequence[SubmissionReport]
    indicators: Mapping[str, Indicator]
    people: People
    today: date


def decide(line: Mapping[str, Any], desk: Desk, where: str) -> Decision:
    """The decision that the keys of a line of the decision file give.

    Raises ``ConfigurationError`` on what is no decision, and ``DecisionError`` on one about a finding that does not
    stand in the reports, with a value that does not fit its row, by somebody who may not, or of a day that cannot be.
    ``where`` begins the message.
    """
    (decision,) = with_actors([build(DecisionLine, line, where).decision], desk.people)
    refuse_unfit([decision], desk.indicators)
    refuse_unmatched([decision], ValidationReport("", tuple(desk.reports)))
    refuse_untimely([decision], desk.reports, desk.today)
    return decision


def record(file: Path, period: Period, made: Sequence[Decision], history: Iterable[Decision], people: People) -> None:
    """Adds the decisions at the end of the file, all or none, and makes the file where there is none.

    A decision on a finding that is decided already takes the place of the old one if that stands in the ``history`` of
    the warehouse, where it stays; otherwise it is refused, so that nothing is lost. Raises ``ConfigurationError`` with
    one line where the file cannot be read or written or would contradict itself.
    """
    if not made:
        return
    applied = set(history)
    try:
        make_closed(file.parent)
        with _alone_in(file.parent):
            there = with_actors(read_decisions(file, period), people, applied) if file.exists() else ()
            kept = [decision for decision in there if not _superseded(decision, made, applied)]
            content = {"period": str(period), "decisions": [as_line(decision) for decision in [*kept, *made]]}
            checked_decisions(content, period, file.name)
            _write(file, yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120))
    except OSError as error:
        raise ConfigurationError(f"{file}: {type(error).__name__}: cannot be written") from None


def _superseded(old: Decision, made: Iterable[Decision], applied: set[Decision]) -> bool:
    on = (old.submission, old.unit, old.finding)
    newer = next((new for new in made if (new.submission, new.unit, new.finding) == on), None)
    if newer is None:
        return False
    if old not in applied:
        raise DecisionError(
            f"{told(old)} is decided already ({old.action}) and no run has recorded that: take it out of the file first"
        )
    if newer.decided_on < old.decided_on:
        raise DecisionError(f"{told(old)} was decided later already, on {old.decided_on}")
    return True


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two reviewers who decide at once write one after the other."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(file: Path, text: str) -> None:
    """The file keeps its rights; a new one is for its owner, and for the group where the folder is the group's."""

    def rights(unfinished: Path) -> None:
        if file.exists():
            unfinished.chmod(file.stat().st_mode & 0o777)
        else:
            like_its_folder(unfinished, writable=True, others=False)

    write_whole(file, text.encode(), rights)
