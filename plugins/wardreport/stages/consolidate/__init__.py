"""Stage consolidate: the units' current figures → ConsolidatedTable (DESIGN.md sections 2 and 6)."""

from wardreport.stages.consolidate.aggregation import consolidate

__all__ = ["consolidate"]
