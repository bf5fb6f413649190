"""Stage load: AcceptedForms → LoadReceipt (DESIGN.md sections 2 and 7)."""

from wardreport.load.append_only import load

__all__ = ["load"]
