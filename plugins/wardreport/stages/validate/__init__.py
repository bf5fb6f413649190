"""Stage validate: ScreenedForms → ValidationReport and AcceptedForms (docs/design/findings.md)."""

from wardreport.stages.validate.judgement import validate, validate_consolidated

__all__ = ["validate", "validate_consolidated"]
