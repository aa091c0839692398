"""[pure] Replies of SMTP servers, parsed and explained."""
