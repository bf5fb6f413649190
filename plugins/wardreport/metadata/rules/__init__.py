"""The rule book, its waivers and the thresholds of change, as an office writes them."""
