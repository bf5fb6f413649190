"""Where each unit stands in a cycle, since when, how completely it answered and whether in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from wardreport.domain.deadline import Deadline
from wardreport.domain.finding import Verdict
from wardreport.domain.period import Period
from wardreport.domain.progress import Completeness
from wardreport.domain.validation import Judgement, RegisterEntry, ResponseState, SubmissionReport
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.units import Role
from wardreport.review.register.timeline import state_of, state_without_submission, timeline
from wardreport.warehouse import Warehouse
from wardreport.warehouse.reading.queries import judgement_history, submission_reports, unanswered_cells


def read_register(
    period: Period, warehouse: Warehouse, metadata: Metadata, as_of: datetime, up_to_load: int | None = None
) -> tuple[RegisterEntry, ...]:
    """The register of what the warehouse holds, or of what it held after a load (0: before the first).

    So a release can be made again with the register of its time. Raises ``ConfigurationError`` where the calendar has
    no such period.
    """
    with warehouse.reading() as connection:
        return response_register(
            period,
            submission_reports(connection, period, up_to_load),
            metadata,
            as_of,
            judgements=judgement_history(connection, period, up_to_load),
            unanswered=unanswered_cells(connection, period, up_to_load),
        )


def response_register(
    period: Period,
    reports: Iterable[SubmissionReport],
    metadata: Metadata,
    as_of: datetime,
    *,
    judgements: Iterable[Judgement] = (),
    unanswered: Mapping[str, frozenset[str]] | None = None,
) -> tuple[RegisterEntry, ...]:
    """One line a unit that reports on the period, in the units' order; its state is that of its newest submission.

    A form that nobody has filled in says nothing of the unit, whoever laid it there: it changes no state.

    ``as_of`` says how late it is for a unit of which nothing has come, and where the history ends. A submission that
    is given counts whenever it came: its figures do too. ``unanswered`` names, by unit, the cells without an answer.
    Raises ``ConfigurationError`` where the calendar does not have the period.
    """
    by_unit: dict[str | None, list[SubmissionReport]] = defaultdict(list)
    for report in reports:
        by_unit[report.unit].append(report)
    judged: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        judged[judgement.unit].append(judgement)
    own_cells = _cells_by_role(period, metadata)
    register = []
    for unit in metadata.units_valid(period):
        code, came = unit.unit_code, by_unit[unit.unit_code]
        own = tuple(report for report in came if not report.blank_form)
        deadline = metadata.deadline(period, unit)
        counted = next((r.submission for r in reversed(own) if r.verdict is Verdict.ACCEPTED), None)
        state = (
            state_of(own[-1].verdict, returned=own[-1].returned) if own else state_without_submission(deadline, as_of)
        )
        received_at = _received_at(own)
        completeness = None
        if counted is not None and unanswered is not None:
            cells = own_cells[unit.role]
            completeness = Completeness(len(cells - unanswered.get(code, frozenset())), len(cells))
        register.append(
            RegisterEntry(
                unit=code,
                name=unit.name,
                role=str(unit.role),
                state=state,
                submissions=own,
                counted=counted,
                due=deadline.due,
                late_by_days=_late_by_days(deadline, state, counted, received_at, as_of),
                received_at=received_at,
                completeness=completeness,
                history=timeline(deadline, own, judged[code], as_of),
                blank_forms=tuple(report for report in came if report.blank_form),
                first_late_by_days=deadline.late_by_days(min((r.received_at for r in own), default=as_of)),
            )
        )
    return tuple(register)


def _received_at(own: Sequence[SubmissionReport]) -> datetime | None:
    # a later correction does not make a unit late that had answered in time
    accepted = [report.received_at for report in own if report.verdict is Verdict.ACCEPTED]
    return min(accepted) if accepted else own[-1].received_at if own else None


def _late_by_days(
    deadline: Deadline, state: ResponseState, counted: str | None, received_at: datetime | None, as_of: datetime
) -> int | None:
    if received_at is not None and (counted is not None or state is ResponseState.HELD):
        return deadline.late_by_days(received_at)
    return deadline.late_by_days(as_of)  # the unit still owes it


def _cells_by_role(period: Period, metadata: Metadata) -> Mapping[Role, frozenset[str]]:
    on_the_form = metadata.form(period).row_of
    return {role: frozenset(name for name in on_the_form if role in metadata.indicators[name].owner) for role in Role}
