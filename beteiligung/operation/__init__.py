"""What keeps an installation running: the server, its copies, and its self-check."""
