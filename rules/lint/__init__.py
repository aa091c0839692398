"""[pure] Findings about a script's text: one file for each rule in `rules/`."""
