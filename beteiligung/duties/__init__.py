"""What a public website owes: its statement, notices, explanations for everybody, security.txt."""
