"""``bieu-tong-hop.xlsx``: the consolidated annex with its sheets of units, comparison, notes and pictures."""
