"""DNS: live, from zone text, cached; MX sets as RFC 5321 §5.1 and RFC 7505 read them. No Django, no database."""
