"""Stage publish: SafeTable → Release (docs/design/documents.md)."""

from wardreport.publish.release_folder import publish

__all__ = ["publish"]
