"""The pure steps of the flow, one room a step. They meet in the types of ``domain`` and never import one another."""
