"""The types that the stages exchange (docs/design/flow-and-types.md). This room imports nothing of the project."""
