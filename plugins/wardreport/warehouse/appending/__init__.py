"""Adds to the warehouse, whole or not at all: loads (stage load: AcceptedForms → LoadReceipt), releases, dimensions."""
