"""Surveys that run on the Sonnenberg, and staff who read English."""

from tests.surveys.conftest import running, signed_in

__all__ = ["running", "signed_in"]
