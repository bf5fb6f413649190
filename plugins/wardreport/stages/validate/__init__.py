"""Stage validate: ScreenedForms → ValidationReport and AcceptedForms (DESIGN.md sections 2, 5 and 10)."""

from wardreport.stages.validate.judgement import validate, validate_consolidated

__all__ = ["validate", "validate_consolidated"]
