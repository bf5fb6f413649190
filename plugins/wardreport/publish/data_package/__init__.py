"""``so-lieu/``: the safe tables as CSV, Parquet and SDMX, with their description."""
