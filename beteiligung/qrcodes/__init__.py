"""Printed codes: one per place and medium, their scans and their sheets."""
