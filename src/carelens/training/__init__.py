"""Training and measuring. scikit-learn is imported here and nowhere else."""
