"""Themes of a district: what people said side by side, in whatever way; then a measure of it."""
