"""Texts in English and Chinese, and how they are broken into lines."""
