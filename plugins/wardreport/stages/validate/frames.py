"""The frames that rules are judged on: one row a submission, one row an observation, or the consolidated table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.submission import ScreenedForm
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import Indicator, ValueType, kin_of
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.stages.validate.comparisons import COMPARISONS, NOT_COMPARED, Earlier, Thresholds, comparisons
from wardreport.stages.validate.versions import Answers, loses, nothing_left
from wardreport.writing.written_figures import NIL

IDENTITY_COLUMNS = (
    "head_unit",
    "folder_unit",
    "given_unit",
    "expected_unit",
    "unit",
    "unit_valid",
    "head_period",
    "given_period",
    "period",
    "sessions_of_an_agency",
    "late_by_days",
    "own_rows_filled",
)
OBSERVATION_COLUMNS = (
    "submission",
    "indicator",
    "status",
    "reading",
    "row_missing",
    "filled",
    "ownership",
    "kin_has_figure",
    "unnamed",
    "form_filled",
    "emptied",
    *COMPARISONS,
)


@dataclass(frozen=True)
class Frame:
    """Rows of cells: an exact ``Decimal``, ``-`` for nil, a word, a yes or no; None where nothing is known."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def cell(self, row: int, column: str) -> object:
        """What stands there."""
        return self.rows[row][self.columns.index(column)]


def submission_frame(forms: Iterable[ScreenedForm], metadata: Metadata) -> Frame:
    """One row a submission, in their order: identity, and a column an indicator."""
    figures = [name for name, indicator in metadata.indicators.items() if indicator.value_type is not ValueType.YESNO]
    listed = tuple(forms)
    of_agencies = _sessions_of_agencies(listed, metadata)
    rows = []
    for form in listed:
        given = {observation.indicator: _figure(observation) for observation in form.observations}
        identity = _identity(form, metadata, of_agencies)
        rows.append((*(identity[column] for column in IDENTITY_COLUMNS), *(given.get(name) for name in figures)))
    return Frame((*IDENTITY_COLUMNS, *figures), tuple(rows))


def consolidated_frame(figures: Mapping[str, Figure]) -> Frame:
    """One row; a figure that is not complete is not known."""
    row = tuple(None if figure.partial else _consolidated(figure) for figure in figures.values())
    return Frame(tuple(figures), (row,))


def observation_frame(
    forms: Sequence[ScreenedForm],
    metadata: Metadata,
    earlier: Earlier,
    thresholds: Thresholds,
    before: Sequence[Answers] = (),
) -> Frame:
    """One row an observation, with the number of its submission and its indicator.

    ``before`` has for each form what the accepted version before it answered.
    """
    kin = kin_of(metadata.indicators)
    compared = comparisons(forms, metadata, earlier, thresholds)
    rows = tuple(
        (
            number,
            observation.indicator,
            str(observation.status),
            reading.rule if (reading := form.readings.get(observation.indicator)) else None,
            observation.status is Status.MISSING and observation.cell is None,
            observation.filled,
            ownership(metadata.indicators[observation.indicator], role),
            any(relative in with_figure for relative in kin[observation.indicator]),
            observation.filled
            and metadata.row_of[observation.indicator].to_be_named
            and observation.indicator not in form.named,
            form_filled,
            loses(
                observation,
                answered,
                ownership(metadata.indicators[observation.indicator], role),
                nothing_left=zeroed,
            ),
            *compared[number].get(observation.indicator, NOT_COMPARED),
        )
        for number, form in enumerate(forms)
        for role in [_role(form, metadata)]
        for form_filled in [own_rows_filled(form.observations, role, metadata.indicators)]
        for with_figure in [{o.indicator for o in form.observations if o.status in (Status.VALUE, Status.ZERO)}]
        for answered in [before[number] if number < len(before) else {}]
        for zeroed in [_zeroed(form, answered, role, metadata)]
        for observation in form.observations
    )
    return Frame(OBSERVATION_COLUMNS, rows)


def _zeroed(form: ScreenedForm, before: Answers, role: Role | None, metadata: Metadata) -> bool:
    return nothing_left(form.observations, before, lambda name: ownership(metadata.indicators[name], role))


def _role(form: ScreenedForm, metadata: Metadata) -> Role | None:
    unit = metadata.unit_in(form.period, form.unit)
    return unit.role if unit else None


def own_rows_filled(
    observations: Iterable[Observation], role: Role | None, indicators: Mapping[str, Indicator]
) -> bool:
    """Whether anything stands on a row of the unit's own; on any row where nobody knows whose it is."""
    return any(
        observation.status not in (Status.BLANK, Status.MISSING)
        and ownership(indicators[observation.indicator], role) in ("own", "unknown")
        for observation in observations
    )


def ownership(indicator: Indicator, role: Role | None) -> str:
    """Whose row it is for a unit of the role: own, shared, derived or foreign; unknown without a role."""
    if indicator.derived:
        return "derived"
    if role is None:
        return "unknown"
    if role in indicator.owner:
        return "own"
    return "shared" if role in indicator.shared_with else "foreign"


def _figure(observation: Observation) -> object:
    if observation.status in (Status.VALUE, Status.ZERO):
        return observation.value
    return NIL if observation.status is Status.NIL else None


def _consolidated(figure: Figure) -> object:
    return NIL if figure.status is FigureStatus.NIL else figure.value


def _sessions_of_agencies(forms: Iterable[ScreenedForm], metadata: Metadata) -> frozenset[tuple[object, ...]]:
    """What units that own the sessions report of them, by period; none where nobody came."""
    found = set()
    for form in forms:
        unit = metadata.unit_in(form.period, form.unit)
        if unit is not None and unit.role in metadata.indicators["comm_sessions"].owner:
            found.add((form.period, *_sessions(form)))
    return frozenset(pair for pair in found if all(isinstance(figure, Decimal) for figure in pair[1:]))


def _sessions(form: ScreenedForm) -> tuple[object, ...]:
    given = {observation.indicator: observation for observation in form.observations if observation.filled}
    return tuple(given[name].value if name in given else None for name in ("comm_sessions", "comm_attendees"))


def _identity(form: ScreenedForm, metadata: Metadata, of_agencies: frozenset[tuple[object, ...]]) -> dict[str, object]:
    submission, period = form.submission, form.period
    known = period in metadata.cycles
    unit = metadata.unit_in(period, form.unit)
    return {
        "head_unit": form.head_unit.code if form.head_unit else None,
        "folder_unit": submission.folder_unit,
        "given_unit": submission.given_unit,
        "expected_unit": submission.given_unit or submission.folder_unit,
        "unit": form.unit,
        "unit_valid": unit is not None if form.unit and known else None,
        "head_period": form.head_period.code if form.head_period else None,
        "given_period": str(submission.given_period) if submission.given_period else None,
        "period": str(period) if period else None,
        "sessions_of_an_agency": unit is not None
        and unit.role in metadata.indicators["comm_sessions"].shared_with
        and (period, *_sessions(form)) in of_agencies,
        "late_by_days": _late_by_days(form, period, unit, metadata),
        "own_rows_filled": own_rows_filled(form.observations, unit.role if unit else None, metadata.indicators),
    }


def _late_by_days(
    form: ScreenedForm, period: Period | None, unit: ReportingUnit | None, metadata: Metadata
) -> int | None:
    if not form.submission.collected or period is None or unit is None:
        return None
    return metadata.deadline(period, unit).late_by_days(form.submission.received_at)
