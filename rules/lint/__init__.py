"""[pure] Findings about a script's text: one rule a file in `rules/`, what they look at in the modules beside it."""
