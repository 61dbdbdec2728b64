"""Against manipulation: slows it down and shows it, without ever knowing who anybody is."""
