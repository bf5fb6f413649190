"""The paragraphs of one section: its figures told together, and what is nothing or not known in one sentence a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.metadata.indicators import Time, ValueType
from wardreport.publish.parts_and_totals import other_sum, parts_by_total
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.figure_comparison import Comparison, comparison
from wardreport.publish.report.figure_phrases import PLACES, Wording, in_brackets, note_on_missing, sentence_start
from wardreport.publish.report.sentence_outline import ChoiceWords, Statement
from wardreport.writing.written_figures import written_number

_NOTHING = (FigureStatus.ZERO, FigureStatus.NIL)
_TOTALS = {  # what is noted where the parts have numbers
    FigureStatus.NIL: "biểu số liệu không ghi tổng số",
    FigureStatus.ZERO: "biểu số liệu ghi tổng số là 0",
}
_RANKS = (FigureStatus.UNAVAILABLE, FigureStatus.SUPPRESSED)  # in the order told, after what is nothing


@dataclass(frozen=True, slots=True)
class Told:
    """One paragraph, with the lines below it."""

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the figures of one release."""

    content: ReleaseContent
    wording: Wording
    parts: Mapping[str, Sequence[str]]  # by total

    def figures(self, names: Iterable[str]) -> list[Figure]:
        """Those that the period's form has."""
        return [self.content.table.figures[name] for name in names if name in self.content.table.figures]

    def compared(self, figure: Figure, statement: Statement) -> Comparison:
        told = figure.indicator in statement.compared
        return comparison(figure, self.content, self.wording) if told else Comparison()

    def with_number(self, figure: Figure, statement: Statement, known: Sequence[str] = ()) -> str:
        """``05 cơ sở … (bằng 4,63% …), tăng …``; ``known``: whose answers are missing, as was said already."""
        beside = self.compared(figure, statement)
        missing = note_on_missing(figure.outstanding) if set(figure.outstanding) - set(known) else ""
        notes = in_brackets([self._share(figure), self._parts_beside(figure, statement), missing, *beside.noted])
        moved = f", {' và '.join(beside.moved)}" if beside.moved else ""
        return f"{self.wording.told(figure.indicator, _number(figure))}{notes}{moved}"

    def _parts_beside(self, total: Figure, statement: Statement) -> str:
        """That the parts listed after a total do not make it; nothing where one is not known, or none is listed."""
        names = self.parts.get(total.indicator, ())
        parts = self.figures(names)
        added = other_sum(total, parts) if len(parts) == len(names) else None
        listed = any(part.indicator in statement.parts and part.status is not FigureStatus.NIL for part in parts)
        if added is None or not listed:
            return ""
        return f"các số thành phần cộng lại là {written_number(added)}, khác số này"

    def _share(self, figure: Figure) -> str:
        """``bằng 4,63% tổng số cơ sở trên địa bàn``; nothing where more is missing in it than in its count."""
        share = self.wording.outline.phrases[figure.indicator].share
        percent = self.content.table.figures.get(share.indicator) if share else None
        if not share or not percent or not isinstance(percent.value, Decimal):
            return ""
        if set(percent.outstanding) - set(figure.outstanding):
            return ""
        return f"bằng {self.wording.amount(share.indicator, percent.value)} {share.of}"

    def without_number(self, figure: Figure, statement: Statement) -> tuple[Figure, str]:
        """A figure with what it is called where there is no number to tell."""
        return figure, self.wording.noun(figure.indicator) + in_brackets(self.compared(figure, statement).noted)


def _number(figure: Figure) -> Decimal:
    """The number of a figure that has one."""
    if not isinstance(figure.value, Decimal):
        raise TypeError(f"{figure.indicator} has no number")
    return figure.value


def section_sentences(statements: Iterable[Statement], content: ReleaseContent, wording: Wording) -> tuple[Told, ...]:
    """The paragraphs of a section; none where the period's form has none of its rows."""
    form = wording.metadata.form(content.period)
    teller = _Teller(content, wording, parts_by_total(form, wording.metadata))
    told: list[Told] = []
    rest: list[tuple[Figure, str]] = []  # what has no number, for the end
    for statement in statements:
        if statement.told:
            told += _choices(teller, statement, statement.told)
        else:
            told += _numbers(teller, statement)
            rest += _without_number(teller, statement)
    for time, said in _grouped(rest, wording):
        told.append(Told(f"{sentence_start(f'{PLACES[time]} {said}'.strip())}."))
    return tuple(told)


def _grouped(
    items: Iterable[tuple[Figure, str]], wording: Wording, known: Sequence[str] = (), of: str = ""
) -> Iterator[tuple[Time, str]]:
    """What is said alike, in one clause each, with the time that its figures are about."""

    def kind(item: tuple[Figure, str]) -> tuple[int, str, str, tuple[str, ...]]:
        figure, _ = item
        unsaid = figure.status not in _NOTHING
        missing = () if unsaid or not set(figure.outstanding) - set(known) else figure.outstanding
        time = Time.ANNUAL if unsaid else wording.time(figure.indicator)
        return _RANKS.index(figure.status) if unsaid else -1, time, wording.without_number(figure), missing

    for (_, time, said, missing), alike in groupby(sorted(items, key=kind), kind):
        note = in_brackets([note_on_missing(missing) if missing else ""])
        yield Time(time), f"{said} {of}{_listed([text for _, text in alike])}{note}"


def _listed(texts: Sequence[str]) -> str:
    """``A, B và C``; ``A; B; C`` where one of several has a comma of its own."""
    if len(texts) > 1 and any("," in text or ";" in text for text in texts):
        return "; ".join(texts)
    return " và ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else texts[0]


def _without_number(teller: _Teller, statement: Statement) -> list[tuple[Figure, str]]:
    """Those of a statement's figures that have no number; not a total that its own parts contradict.

    That a percentage is nil goes without saying: what it is of did not occur.
    """
    wording = teller.wording
    with_parts = any(wording.is_told(part) for part in teller.figures(statement.parts))
    return [
        teller.without_number(figure, statement)
        for figure in teller.figures(statement.figures)
        if not wording.is_told(figure)
        and not (wording.value_type(figure.indicator) is ValueType.RATIO and figure.status is FigureStatus.NIL)
        and not (with_parts and figure.status in _NOTHING)
    ]


def _numbers(teller: _Teller, statement: Statement) -> Iterator[Told]:
    figures = teller.figures(statement.figures)
    told = {f.indicator: teller.with_number(f, statement) for f in figures if teller.wording.is_told(f)}
    if not told:
        yield from _parts_alone(teller, statement, figures)
        return
    if statement.says and told.keys() == set(statement.figures):
        text = sentence_start(statement.says.format_map(told))
    else:
        text = f"{_opening(teller, list(told))} {'; '.join(told.values())}".strip()
    parts = _parts(teller, statement, known=figures[0].outstanding)
    owners = tuple(_owners(teller, statement))
    among = f"{text}{';' if _moved(teller, statement) else ','} trong đó:"
    if statement.listed and len(parts) > 1:
        yield Told(among, _lines(parts))
    elif parts:
        yield Told(f"{among} {'; '.join(parts)}.")
    elif owners:
        yield Told(f"{text}. Cụ thể:", _lines(owners))
    else:
        yield Told(f"{text}.")


def _moved(teller: _Teller, statement: Statement) -> bool:
    return any(teller.compared(figure, statement).moved for figure in teller.figures(statement.figures))


def _opening(teller: _Teller, names: Sequence[str]) -> str:
    """``Trong kỳ có``; nothing before an amount, which says what it is itself."""
    if teller.wording.value_type(names[0]) is not ValueType.COUNT:
        return ""
    return sentence_start(f"{PLACES[teller.wording.time(names[0])]} có".strip())


def _parts(teller: _Teller, statement: Statement, known: Sequence[str] = ()) -> list[str]:
    """The parts' clauses, numbers first; none where none of them occurred."""
    parts = teller.figures(statement.parts)
    if all(part.status is FigureStatus.NIL for part in parts):
        return []
    told = [part for part in parts if teller.wording.is_told(part)]
    rest = [part for part in parts if not teller.wording.is_told(part)]
    numbers = [teller.with_number(part, statement, known) for part in told]
    named = [teller.without_number(part, statement) for part in rest]
    return [*numbers, *(said for _, said in _grouped(named, teller.wording, known))]


def _parts_alone(teller: _Teller, statement: Statement, totals: Sequence[Figure]) -> Iterator[Told]:
    """Parts that have numbers though their total has none, as where a unit left it out: by their full names."""
    clauses = [
        teller.wording.told_by_name(part.indicator, _number(part))
        + in_brackets([note_on_missing(part.outstanding) if part.partial else ""])
        for part in teller.figures(statement.parts)
        if teller.wording.is_told(part)
    ]
    if clauses:
        notes = in_brackets(_TOTALS.get(total.status, "") for total in totals)
        yield Told(f"{sentence_start('; '.join(clauses))}{notes}.")


def _owners(teller: _Teller, statement: Statement) -> Iterator[str]:
    """What each owner of the first figure reported, as far as it may be shown."""
    if not statement.owners:
        return
    table, wording = teller.content.table, teller.wording
    names = wording.metadata.unit_names(table.period)
    own = {(f.unit, f.indicator): f.value for f in table.by_unit if not f.suppressed}
    first, *_ = teller.figures(statement.figures)
    for unit in first.contributing:
        values = {name: own.get((unit, name)) for name in statement.owners}
        said = [
            statement.owners[name].format_map({name: wording.amount(name, value)})
            for name, value in values.items()
            if isinstance(value, Decimal) and value
        ]
        if values.get(first.indicator) and said:
            yield f"{names[unit]}: {', '.join(said)}"


def _lines(clauses: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{sentence_start(clause)}{'.' if clause is clauses[-1] else ';'}" for clause in clauses)


def _choices(teller: _Teller, statement: Statement, words: ChoiceWords) -> Iterator[Told]:
    wording = teller.wording
    figures = teller.figures(statement.choices)
    clauses = []
    for answer, before in ((True, words.yes), (False, words.no)):
        names = [
            wording.noun(f.indicator) + in_brackets([note_on_missing(f.outstanding) if f.partial else ""])
            for f in figures
            if f.status is FigureStatus.VALUE and f.value is answer
        ]
        if names:
            clauses.append(f"{before} {_listed(names)}")
    rest = [(f, wording.noun(f.indicator)) for f in figures if f.status is not FigureStatus.VALUE]
    clauses += [said for _, said in _grouped(rest, wording, of=f"{words.open} ")]
    if clauses:
        yield Told(f"{'. '.join(map(sentence_start, clauses))}.")
