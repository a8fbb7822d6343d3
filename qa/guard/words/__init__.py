"""What the guard knows of English: closed lists and tables, nothing else."""
