"""The sample share: made for the demonstration and the tests, and known to nothing of the pipeline."""
