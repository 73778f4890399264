"""Pictures of a counterexample."""
