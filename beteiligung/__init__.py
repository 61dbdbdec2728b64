"""Beteiligung: multilingual surveys and idea boards for a city's districts."""
