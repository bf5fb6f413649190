"""The reporting warehouse: the only room that speaks SQL (docs/design/flow-and-types.md)."""

from wardreport.warehouse.database import Warehouse

__all__ = ["Warehouse"]
