"""[pure] The interface that VPOP3 offers to scripts, documented or assumed, and its routing of a message. No I/O."""
