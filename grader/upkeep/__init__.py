"""Keeps the kit together."""
