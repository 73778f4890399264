"""The core: a property, its examples, an attempt, a verdict."""
