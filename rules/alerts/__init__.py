"""What people are alerted of, and the ways to them. Pure of Django: addresses, settings and texts are handed in."""
