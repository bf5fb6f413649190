"""What may leave the warehouse."""

from __future__ import annotations

from collections.abc import Mapping

from wardreport.domain.consolidated import ConsolidatedTable, SafeTable, SafeUnitFigure
from wardreport.metadata.indicators import Indicator


def disclose(table: ConsolidatedTable, indicators: Mapping[str, Indicator]) -> SafeTable:
    """The table with every unit's figure of a sensitive indicator suppressed, whatever it is.

    Below the consolidating unit all of them go, not only the counts 1–4: with every cell of an indicator hidden, none
    can be found from the others and no second suppression is needed. The consolidated figures stay as they are.
    """
    by_unit = tuple(
        SafeUnitFigure(figure.unit, figure.indicator, None, None, suppressed=True)
        if indicators[figure.indicator].sensitive
        else SafeUnitFigure(figure.unit, figure.indicator, figure.status, figure.value, suppressed=False)
        for figure in table.by_unit
    )
    return SafeTable(
        period=table.period,
        form=table.form,
        consolidating_unit=table.consolidating_unit,
        figures=table.figures,
        by_unit=by_unit,
        load_ids=table.load_ids,
    )
