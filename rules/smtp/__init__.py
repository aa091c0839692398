"""Replies of SMTP servers: taken apart, and explained."""
