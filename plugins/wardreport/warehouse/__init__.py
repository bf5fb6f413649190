"""The reporting warehouse: the only room that speaks SQL (DESIGN.md sections 3 and 7)."""

from wardreport.warehouse.database import Warehouse

__all__ = ["Warehouse"]
