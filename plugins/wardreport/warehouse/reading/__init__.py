"""Reads the warehouse as it stands, as it was known at a past moment, and as it was released."""
