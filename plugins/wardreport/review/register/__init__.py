"""The response register: where each unit stands in a cycle, and how it came there."""
