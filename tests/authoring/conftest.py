"""Surveys that are being written on the Sonnenberg, by people who read English."""

from tests.surveys.conftest import running, signed_in

__all__ = ["running", "signed_in"]
