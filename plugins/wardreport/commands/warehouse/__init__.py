"""Commands about the warehouse: schema, BI, copies, figures, quality, quarantine's end."""
