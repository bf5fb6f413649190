"""Tables, views, guards against change, roles, and the dictionary of every column."""
