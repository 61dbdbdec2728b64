"""Staff, their roles per district, invitations and sign-in."""
