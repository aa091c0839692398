"""The domain that a server's name belongs to."""

from functools import cache

from publicsuffixlist import PublicSuffixList

from rules.resolver.providers import is_provider


def registered_domain(server: str) -> str:
    """Return the registered domain: mx1.mail.example.co.uk belongs to example.co.uk. Return the name itself where it
    is an address or a public suffix."""
    name = server.strip().lower().removesuffix(".")
    return _suffixes().privatesuffix(name) or name if not _is_address(name) else name


def guessed_destination(server: str) -> str:
    """Guess the destination of mail from a server's name: its registered domain. Return nothing for a provider,
    whose servers take mail for many domains, for an address and for a name without a dot."""
    return "" if is_provider(server.strip().lower().removesuffix(".")) else assumed_destination(server)


def assumed_destination(server: str) -> str:
    """Return the domain that a replay assumes for an attempt at the server: its registered domain, also a provider's.
    Return nothing for an address and for a name without a dot."""
    name = server.strip().lower().removesuffix(".")
    return "" if _is_address(name) or "." not in name else registered_domain(name)


def _is_address(name: str) -> bool:
    return ":" in name or name.rpartition(".")[2].isdecimal()


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
