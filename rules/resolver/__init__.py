"""[pure] DNS: live, from zone text or cached; MX answers as RFC 5321 §5.1 and RFC 7505 read them."""
