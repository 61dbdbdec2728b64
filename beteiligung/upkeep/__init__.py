"""What keeps an installation well: its self-check, what is done every night, its figures."""
