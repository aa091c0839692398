"""[pure] Trial by history: what a rule would have done to the mail that was sent."""
