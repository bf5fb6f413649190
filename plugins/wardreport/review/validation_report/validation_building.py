"""Builds what the validation report says out of the register, the findings and the rule book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from wardreport.domain.figure import Status
from wardreport.domain.finding import Finding, Severity, Verdict, is_masked
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.domain.validation import Decision, DecisionAction, RegisterEntry, ResponseState, SubmissionReport
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.metadata.units import Role
from wardreport.publish.publishability import Obstacle, ObstacleKind
from wardreport.publish.release_content import ReleaseContent
from wardreport.review.validation_report.validation_content import (
    FILE_SECTION,
    GAP,
    LEVELS,
    NO_FIGURES,
    STEPS,
    DecisionContent,
    FindingContent,
    Reason,
    RowContent,
    RuleContent,
    SeriesContent,
    SubmissionContent,
    UnitContent,
    ValidationContent,
    word,
)
from wardreport.writing import vietnamese
from wardreport.writing.written_figures import NIL, UNAVAILABLE, written_number, written_value

_OBSTACLES: Mapping[str, str] = vietnamese.STATES | {
    ObstacleKind.OPEN_CRITICAL: "Còn phát hiện nghiêm trọng chưa quyết định",
    ObstacleKind.CONSOLIDATED_CRITICAL: "Phát hiện nghiêm trọng trên số liệu tổng hợp",
    ObstacleKind.PARTIAL: "Chỉ tiêu tổng hợp chưa đầy đủ",
}
History = Mapping[str, Mapping[str, Sequence[Decimal | None]]]  # unit → indicator → values by period, in order


def validation_content(
    release: ReleaseContent, rule_book: RuleBook, metadata: Metadata, *, history: History | None = None
) -> ValidationContent:
    """Builds the content; ``history`` has by unit and indicator the values by period, the last that of the release."""
    table, register, findings = release.table, release.register, release.findings
    builder = _Builder(table, metadata, history or {})
    cycle = metadata.cycle(table.period)
    units = tuple(builder.unit(entry) for entry in register)
    consolidated = tuple(builder.finding(finding, (), None, "") for finding in findings)
    names = metadata.unit_names(table.period)
    partial = tuple(
        (metadata.name_of(figure.indicator), tuple(word(names, unit) for unit in figure.outstanding))
        for figure in table.figures.values()
        if figure.partial
    )
    return ValidationContent(
        period=str(table.period),
        form=table.form,
        body=" ".join(metadata.issuing_body(table.period).body),
        head_line=cycle.head_line,
        window_start=cycle.window_start,
        window_end=cycle.window_end,
        created_at=release.created_at,
        rule_book=rule_book.sha256,
        reasons=tuple(_reasons(release.obstacles, names, metadata.name_of)),
        without=tuple(word(names, unit) for unit in release.without),
        sections=builder.sections,
        rows=builder.rows(units),
        units=units,
        rules=_rules(rule_book, units, consolidated),
        consolidated=consolidated,
        partial=partial,
    )


class _Builder:
    def __init__(self, table: SafeTable, metadata: Metadata, history: History) -> None:
        self._metadata, self._period, self._history = metadata, table.period, history
        self._form = metadata.form(table.period)
        self._answers: Mapping[tuple[str, str], SafeUnitFigure] = {(f.unit, f.indicator): f for f in table.by_unit}
        self._names = {name: metadata.name_of(name) for name in metadata.indicators if name in metadata.row_of}
        filled = {row.section for row in self._form.rows if row.kind is RowKind.DATA}
        titles: dict[str, str] = {FILE_SECTION: "Tệp, biểu và đơn vị"}
        for row in self._form.rows:
            if row.section in filled:
                titles.setdefault(row.section, row.label_for(table.period))
        self.sections: Mapping[str, str] = titles

    def unit(self, entry: RegisterEntry) -> UnitContent:
        submissions = tuple(self._submission(entry, n) for n in range(len(entry.submissions)))
        newest = submissions[-1] if submissions else None
        return UnitContent(
            unit=entry.unit,
            name=entry.name,
            role=vietnamese.ROLES[Role(entry.role)],
            state=entry.state,
            tone=_tone(entry),
            due=entry.due,
            late_by_days=entry.late_by_days,
            rank=_rank(entry, newest.findings if newest else ()),
            submissions=submissions,
            heat=self._heat(newest),
            history=tuple(self._series(self._history.get(entry.unit, {}))),
        )

    def _submission(self, entry: RegisterEntry, number: int) -> SubmissionContent:
        report = entry.submissions[number]
        made = {id(decision): _decision(decision) for decision in report.decisions}
        counted = report.submission == entry.counted
        return SubmissionContent(
            sha256=report.submission,
            version=entry.version(number),
            received_at=report.received_at,
            verdict=report.verdict,
            counted=counted,
            findings=tuple(
                self.finding(
                    finding,
                    tuple(
                        made[id(d)]
                        for d in report.decisions
                        if (d.rule, d.indicator) == (finding.rule, finding.indicator)
                    ),
                    report,
                    entry.unit if counted else "",
                )
                for finding in report.findings
            ),
            decisions=tuple(made.values()),
        )

    def finding(
        self,
        finding: Finding,
        decisions: tuple[DecisionContent, ...],
        report: SubmissionReport | None,
        answered_by: str,
    ) -> FindingContent:
        """One finding; without a report it is one on the consolidated table."""
        if report is not None and report.verdict is Verdict.QUARANTINED:
            masked = finding.cell if finding.cell and is_masked(finding.cell) else None
            return FindingContent(
                finding.rule,
                finding.entry,
                finding.severity,
                None,
                None,
                FILE_SECTION,
                "",
                masked,
                None,
                None,
                "",
                False,
            )
        row = self._form.row_of.get(finding.indicator or "")
        label = self._names.get(finding.indicator or "", "")
        return FindingContent(
            rule=finding.rule,
            entry=finding.entry,
            severity=finding.severity,
            indicator=finding.indicator,
            row=row.row if row else None,
            section=row.section if row else FILE_SECTION,
            label=label,
            cell=finding.cell,
            status=self._status(finding, answered_by),
            message=finding.message,
            figures=_figures(finding),
            decided=report is not None and bool(decisions) and _settled(finding, report),
            decisions=decisions,
        )

    def _status(self, finding: Finding, answered_by: str) -> str | None:
        family, _, code = finding.rule.partition(".")
        if finding.rule == "form.row_missing":
            return Status.MISSING
        if family == "cell":
            return Status.BLANK if code == Status.BLANK else Status.INVALID
        answer = self._answers.get((answered_by, finding.indicator or ""))  # one that is suppressed has no status
        return answer.status if answer else None

    def _heat(self, newest: SubmissionContent | None) -> Mapping[str, tuple[str, int]]:
        by_section: dict[str, list[str]] = defaultdict(list)
        for finding in newest.findings if newest else ():
            by_section[finding.section].append(finding.level)
        heat = {}
        for section in self.sections:
            levels = by_section.get(section, [])
            worst = next((level for level in LEVELS if level in levels), None)
            if worst:
                heat[section] = (worst, levels.count(worst))
            elif newest is None or newest.verdict in (Verdict.REJECTED, Verdict.QUARANTINED):
                heat[section] = (NO_FIGURES, 0)
        return heat

    def _series(self, figures: Mapping[str, Sequence[Decimal | None]]) -> Iterable[SeriesContent]:
        for name, indicator in self._metadata.indicators.items():
            values = figures.get(name, ())
            known = [value for value in values if value is not None]
            if not indicator.derived and len(known) >= 2 and name in self._names:
                told = zip(_periods_up_to(self._period, len(values)), values, strict=True)
                yield SeriesContent(
                    label=self._names[name],
                    shape=_shape(values, min(known), max(known)),
                    least=written_number(min(known)),
                    most=written_number(max(known)),
                    said="; ".join(f"{p}: {written_number(v) if v is not None else UNAVAILABLE}" for p, v in told),
                )

    def rows(self, units: Iterable[UnitContent]) -> tuple[RowContent, ...]:
        on: dict[int | None, dict[str, None]] = defaultdict(dict)
        for unit in units:
            for finding in unit.newest.findings if unit.newest else ():
                on[finding.row].setdefault(unit.unit)
        return tuple(
            RowContent(
                row=row.row,
                heading=row.kind is not RowKind.DATA,
                section=row.section,
                label=row.label_for(self._period),
                unit=row.unit,
                indicators=row.indicators,
                units=tuple(on.get(row.row, ())),
            )
            for row in self._form.rows
            if row.label or row.indicators
        )


def _periods_up_to(last: Period, number: int) -> Sequence[Period]:
    periods = [last]
    while len(periods) < number:
        periods.insert(0, periods[0].previous)
    return periods


def _shape(values: Sequence[Decimal | None], least: Decimal, most: Decimal) -> str:
    top = len(STEPS) - 1
    if least == most:
        return "".join(GAP if value is None else STEPS[top // 2] for value in values)
    return "".join(
        GAP if value is None else STEPS[int(((value - least) / (most - least) * top).to_integral_value())]
        for value in values
    )


def _settled(finding: Finding, report: SubmissionReport) -> bool:
    return report.verdict in (Verdict.ACCEPTED, Verdict.HELD) and finding not in report.open_findings


def _figures(finding: Finding) -> str:
    """What it is about, and how the cell may be meant."""
    meant = "" if finding.suggestion is None else f"Có thể hiểu là {written_number(finding.suggestion)}."
    return f"{finding.figures} {meant}".strip()


def _decision(decision: Decision) -> DecisionContent:
    value = NIL if decision.value is None else written_value(decision.value)
    return DecisionContent(
        rule=decision.rule,
        indicator=decision.indicator,
        action=decision.action,
        action_text=word(vietnamese.ACTIONS, decision.action),
        reason=decision.reason,
        decided_by=decision.decided_by,
        decided_on=decision.decided_on,
        approved_by=decision.approved_by,
        evidence=decision.evidence,
        value=value if decision.action is DecisionAction.REPLACE else None,
    )


def _tone(entry: RegisterEntry) -> str:
    if entry.state is ResponseState.ACCEPTED:
        return "ok"
    if entry.submissions:
        return "bad" if entry.submissions[-1].verdict in (Verdict.REJECTED, Verdict.QUARANTINED) else "warn"
    return "quiet" if entry.state in ("due", "not_due") else "bad"


def _rank(entry: RegisterEntry, findings: Iterable[FindingContent]) -> int:
    levels = {finding.level for finding in findings}
    if "open" in levels:
        return 0
    if entry.state is not ResponseState.ACCEPTED:
        return 1
    return 2 + next((n for n, level in enumerate(LEVELS) if level in levels), len(LEVELS))


def _reasons(
    obstacles: Iterable[Obstacle], units: Mapping[str, str], label_of: Callable[[str], str]
) -> Iterable[Reason]:
    for obstacle in obstacles:
        names = (*(word(units, unit) for unit in obstacle.units), *map(label_of, obstacle.indicators))
        yield Reason(obstacle.kind, _OBSTACLES[obstacle.kind], tuple(dict.fromkeys(names)), obstacle.units)


def _rules(
    rule_book: RuleBook, units: Iterable[UnitContent], consolidated: Iterable[FindingContent]
) -> tuple[RuleContent, ...]:
    times: dict[str, int] = defaultdict(int)
    broken_by: dict[str, dict[str, None]] = defaultdict(dict)
    unknown: dict[str, FindingContent] = {}  # found under an earlier rule book
    known = {entry.id for entry in rule_book.entries}
    for unit, finding in [
        *((u.unit, f) for u in units if u.newest for f in u.newest.findings),
        *(("", f) for f in consolidated),
    ]:
        times[finding.entry] += 1
        if unit:
            broken_by[finding.entry].setdefault(unit)
        if finding.entry not in known:
            unknown[finding.entry] = finding
    book = [(e.id, e.rule, e.severity, e.says, e.reason, e.source) for e in rule_book.entries]
    book += [(f.entry, f.rule, Severity(f.severity), "", "", "") for f in unknown.values()]
    return tuple(RuleContent(*line, times=times[line[0]], units=tuple(broken_by[line[0]])) for line in book)
