"""Fieldwork: the pilots' tablets, whole without a network, and what they bring in."""
