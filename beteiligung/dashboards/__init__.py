"""Live results for staff."""
