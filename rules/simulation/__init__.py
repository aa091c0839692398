"""[pure] Mail played through a rule in a closed loop: what is held is tried later, and what is tried becomes a row."""
