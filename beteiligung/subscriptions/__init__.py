"""News by e-mail: asked for, confirmed, sent at night, ended by one link; apart from all else."""
