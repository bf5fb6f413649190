"""What each version that a unit sent changed against the one before it: which rows, never their figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.validation import RegisterEntry, SubmissionReport
from wardreport.warehouse import Warehouse
from wardreport.warehouse.reading.versions import observations_of_unit

Answers = Mapping[str, Observation]  # by indicator


@dataclass(frozen=True, slots=True)
class Changes:
    """The indicators that a version fills, leaves empty (blank, nil or without the row) or answers otherwise."""

    filled: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version; ``changes`` is None where nothing came before it, or the warehouse keeps none of its figures."""

    number: int
    report: SubmissionReport
    counted: bool
    changes: Changes | None


def versions_of(entry: RegisterEntry, period: Period, warehouse: Warehouse) -> tuple[Version, ...]:
    """Every version of a unit's, the forms that nobody filled in among them, by number.

    What did not count never brought its figures: of such a version is told what it would take away, by its findings.
    """
    with warehouse.reading() as connection:
        brought = observations_of_unit(connection, entry.unit, period)
    numbered = [(entry.version(place), report) for place, report in enumerate(entry.submissions)]
    numbered += [(report.version or 0, report) for report in entry.blank_forms]
    before: Answers | None = None
    versions = []
    for number, report in sorted(numbered, key=lambda each: each[0]):
        own = brought.get(report.submission)
        changes = compared(before, own) if before is not None and own is not None else _would_empty(report)
        versions.append(Version(number, report, report.submission == entry.counted, changes))
        before = own if own is not None else before
    return tuple(versions)


def compared(before: Answers, after: Answers) -> Changes:
    """What changed from one version to the next, in the order of the form."""
    names = list(dict.fromkeys((*before, *after)))
    told = {name: (_figure(before.get(name)), _figure(after.get(name))) for name in names}
    return Changes(
        filled=tuple(name for name, (old, new) in told.items() if old is None and new is not None),
        emptied=tuple(name for name, (old, new) in told.items() if old is not None and new is None),
        changed=tuple(name for name, (old, new) in told.items() if old is not None and new is not None and old != new),
    )


def _figure(observation: Observation | None) -> object:
    if observation is None or observation.status not in (Status.VALUE, Status.ZERO):
        return None
    return observation.value


def _would_empty(report: SubmissionReport) -> Changes | None:
    lost = tuple(_indicators(report))
    return Changes(emptied=lost) if lost else None


def _indicators(report: SubmissionReport) -> Iterable[str]:
    return (f.indicator for f in report.findings if f.rule == "rule.emptied" and f.indicator is not None)
