"""[pure] Rules that can never let go: servers that stay shut, mail that is held for too long, and simulated worlds."""
