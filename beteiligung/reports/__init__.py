"""Back to the people: whether promises were kept, dates, posters, and the report of a district."""
