"""The reporting warehouse: the only room that speaks SQL (docs/design/warehouse.md)."""

from wardreport.warehouse.database import Warehouse

__all__ = ["Warehouse"]
