"""Recordings and pictures: taken in, cleaned, kept in the database, handed out by their digest."""
