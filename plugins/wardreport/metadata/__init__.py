"""Indicators, form versions, units and cycles: data files and the loaders that refuse what they do not know."""

from wardreport.metadata.catalogue import Metadata, load_metadata

__all__ = ["Metadata", "load_metadata"]
