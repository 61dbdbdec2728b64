"""Measures: from what people said to what is done, and back to the people."""
