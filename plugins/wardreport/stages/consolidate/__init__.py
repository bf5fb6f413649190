"""Stage consolidate: the units' current figures → ConsolidatedTable (docs/design/units-and-time.md)."""

from wardreport.stages.consolidate.aggregation import consolidate

__all__ = ["consolidate"]
