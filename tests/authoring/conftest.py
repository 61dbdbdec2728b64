"""Drafts on the Sonnenberg, and staff who read English, as the message ids are written."""

from tests.surveys.conftest import running, signed_in

__all__ = ["running", "signed_in"]
