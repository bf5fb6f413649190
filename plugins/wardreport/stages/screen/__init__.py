"""Stage screen: ParsedForm → ScreenedForm (docs/privacy-screen.md)."""

from wardreport.stages.screen.privacy import screen

__all__ = ["screen"]
