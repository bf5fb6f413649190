"""The sieve for small counts in free text: what people wrote goes out without them (docs/design/disclosure.md)."""

from wardreport.writing.small_counts.sieve import SmallCountSieve, small_count_sieve

__all__ = ["SmallCountSieve", "small_count_sieve"]
