"""Privacy: what is deleted when, what was deleted, and the papers that the law asks for."""
