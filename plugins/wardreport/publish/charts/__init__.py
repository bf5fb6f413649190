"""The pictures of a release: what may be drawn, how, and what they say in words."""
