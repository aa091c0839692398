"""[pure] Numbers of a rule, chosen by what other values would have done to the mail that was sent."""
