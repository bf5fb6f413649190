"""Stage disclose: ConsolidatedTable → SafeTable (DESIGN.md sections 2 and 9)."""

from wardreport.disclose.auditing import CellInterval, audit
from wardreport.disclose.suppression import disclose

__all__ = ["CellInterval", "audit", "disclose"]
