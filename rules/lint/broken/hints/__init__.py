"""One file for each family of mistakes. A hint explains the place where the grammar stopped, or does not know it."""
