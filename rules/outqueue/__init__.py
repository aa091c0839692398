"""VPOP3's PostgreSQL, read only: the send attempts, and the broker that answers `VPOP3.PostgresQuery`.

Needs no Django and reads no settings: it is handed a URL, limits and a signer. The one exception that
leaves it because of the database is `Unavailable`.
"""
