"""Districts as tenants, the areas they own, and the places in them."""
