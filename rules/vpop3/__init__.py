"""What VPOP3 promises its scripts, documented or assumed, and how it routes a message. No I/O."""
