"""``kiem-tra.*``: what was found in a cycle, for reviewers."""
