"""``so-lieu/``: the safe tables as CSV, Parquet and SDMX-CSV, with their description."""
