"""What every page shares: layout, components, headers, sanitiser, ledger, seams."""
