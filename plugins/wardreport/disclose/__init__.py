"""Stage disclose: ConsolidatedTable → SafeTable (DESIGN.md sections 2 and 9)."""

from wardreport.disclose.suppression import disclose

__all__ = ["disclose"]
