"""Everything printed: posters, flyers, cards, stickers, lists and letters, each code counted."""
