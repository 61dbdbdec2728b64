"""Protecting small groups: what may be shown, what must be hidden, and the attack on both."""
