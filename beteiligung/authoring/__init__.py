"""Writing surveys: editor, item bank, languages, check, preview, comments."""
