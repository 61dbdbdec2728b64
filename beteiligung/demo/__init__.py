"""Fills an empty database with a demonstration, dates relative to today."""
