"""Stage disclose: ConsolidatedTable → SafeTable (DESIGN.md sections 2 and 9)."""

from wardreport.stages.disclose.auditing import CellInterval, audit
from wardreport.stages.disclose.suppression import disclose

__all__ = ["CellInterval", "audit", "disclose"]
