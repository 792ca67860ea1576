"""Comparisons that stand behind the model card: other methods, and what each choice earns."""
