"""Stage disclose: ConsolidatedTable → SafeTable (docs/design/disclosure.md)."""

from wardreport.stages.disclose.auditing import CellInterval, audit
from wardreport.stages.disclose.suppression import disclose

__all__ = ["CellInterval", "audit", "disclose"]
