"""Numbered changes of the database's shape."""
