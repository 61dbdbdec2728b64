"""Surveys: questionnaire, answering, life cycle."""
