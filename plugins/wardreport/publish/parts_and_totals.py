"""Parts that stand beside their total, and what they add up to where that is not the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormVersion
from wardreport.metadata.indicators import Relation
from wardreport.writing.written_figures import written_number

_NUMBERS = (FigureStatus.VALUE, FigureStatus.ZERO)
_KNOWN = (*_NUMBERS, FigureStatus.NIL)


def parts_by_total(form: FormVersion, metadata: Metadata) -> Mapping[str, Sequence[str]]:
    """By total, the indicators of a form that are its parts; a total that does not stand there is left out."""
    parts: dict[str, list[str]] = {}
    for name in form.row_of:
        indicator = metadata.indicators[name]
        if indicator.relation is Relation.PART and indicator.parent in form.row_of:
            parts.setdefault(str(indicator.parent), []).append(name)
    return parts


def notes_on_parts(figures: Mapping[str, Figure], parts: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """By total what is said of its parts, where there is something to say; ``parts`` is of ``parts_by_total``."""
    said = {
        total: note_on_parts(figures[total], [figures[name] for name in names])
        for total, names in parts.items()
        if total in figures
    }
    return {total: note for total, note in said.items() if note}


def note_on_parts(total: Figure, parts: Sequence[Figure]) -> str:
    """That the parts do not make the total, in Vietnamese; empty where they do, or where one of them is not known."""
    added = other_sum(total, parts)
    return "" if added is None else f"Các dòng thành phần cộng lại là {written_number(added)}, khác số này."


def other_sum(total: Figure, parts: Sequence[Figure]) -> Decimal | None:
    """What the parts add up to; None where that is the total, or where one of them is not known."""
    if len(parts) < 2 or any(figure.status not in _KNOWN for figure in (total, *parts)):
        return None
    added = sum((_counted(part) for part in parts), Decimal(0))
    return None if added == _counted(total) else added


def _counted(figure: Figure) -> Decimal:
    counts = figure.status in _NUMBERS and isinstance(figure.value, Decimal)
    return Decimal(figure.value or 0) if counts else Decimal(0)
