"""Idea boards: residents put ideas forward, support them, and hear what becomes of each."""
