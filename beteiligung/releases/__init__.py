"""Releases: the only way in which figures leave the house, and the public pages made of them."""
