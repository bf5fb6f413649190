"""Web pages that need no network: the release, quality over time, the data dictionary."""
