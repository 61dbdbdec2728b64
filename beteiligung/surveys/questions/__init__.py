"""The ways of asking: one file and one class per kind of question."""
