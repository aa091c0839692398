"""`mxadmin demo`: a PostgreSQL that plays VPOP3's, its queue, DNS zone, sample scripts and users."""
