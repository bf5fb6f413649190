"""Whether a table can be published, and if not, why: one answer for page, command, proposal and release.

See docs/design/review-and-release.md. What an approval names (``without``) is no obstacle: a unit that is outstanding,
or one whose newest submission is held while an earlier one counts, goes out as it is where a person has said so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wardreport.domain.figure import Figure
from wardreport.domain.finding import Finding, Severity
from wardreport.domain.validation import RegisterEntry, ResponseState


class ObstacleKind(StrEnum):
    """Why a table cannot be published, beside the state of a unit."""

    OPEN_CRITICAL = "open_critical"  # a critical finding of a unit's newest submission, on which nobody has decided
    CONSOLIDATED_CRITICAL = "consolidated_critical"  # one on the consolidated table
    PARTIAL = "partial"  # a figure without those of units that owe them


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason against publishing, with whom or what it concerns."""

    kind: ResponseState | ObstacleKind  # the state of units that are not accepted, or what else stands against it
    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


def obstacles(
    register: Sequence[RegisterEntry],
    findings: Iterable[Finding],
    figures: Mapping[str, Figure],
    without: Collection[str] = (),
) -> tuple[Obstacle, ...]:
    """What stands against publishing, in the order of states, then findings, then figures; nothing: it can be.

    ``findings`` are those on the consolidated table ``figures``; ``without`` names the units that the approval lets go
    out as they are.
    """
    return (
        *_of_states(register, without),
        *_of_findings(register, findings, without),
        *_of_figures(figures, without),
    )


def in_one_line(found: Iterable[Obstacle]) -> str:
    """Each obstacle with the codes of whom or what it concerns, for an exception or a log."""
    return "; ".join(f"{one.kind} {' '.join((*one.units, *one.indicators))}" for one in found)


def _of_states(register: Iterable[RegisterEntry], without: Collection[str]) -> Iterator[Obstacle]:
    found: dict[ResponseState, list[str]] = {state: [] for state in ResponseState}
    for entry in register:
        if entry.unit not in without:
            found[entry.state].append(entry.unit)
    for state, units in found.items():
        if units and state is not ResponseState.ACCEPTED:
            yield Obstacle(state, tuple(units))


def _of_findings(
    register: Iterable[RegisterEntry], findings: Iterable[Finding], without: Collection[str]
) -> Iterator[Obstacle]:
    open_at = (
        entry.unit
        for entry in register
        if entry.unit not in without and entry.submissions and entry.submissions[-1].open_findings
    )
    if units := tuple(open_at):
        yield Obstacle(ObstacleKind.OPEN_CRITICAL, units)
    critical = (finding.indicator or "" for finding in findings if finding.severity is Severity.CRITICAL)
    if indicators := tuple(dict.fromkeys(critical)):
        yield Obstacle(ObstacleKind.CONSOLIDATED_CRITICAL, indicators=indicators)


def _of_figures(figures: Mapping[str, Figure], without: Collection[str]) -> Iterator[Obstacle]:
    partial = tuple(name for name, figure in figures.items() if not set(figure.outstanding) <= set(without))
    if partial:
        yield Obstacle(ObstacleKind.PARTIAL, indicators=partial)
