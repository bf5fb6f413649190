"""The order of the steps: a whole cycle, its releases, and what they need from the surroundings."""
