"""Which domain a server's name belongs to."""

from functools import cache

from publicsuffixlist import PublicSuffixList

from rules.resolver.providers import is_provider


def registered(server: str) -> str:
    """The domain that someone registered: mx1.mail.example.co.uk belongs to example.co.uk. The name itself where
    it is an address or a public suffix."""
    name = server.strip().lower().removesuffix(".")
    return _suffixes().privatesuffix(name) or name if not _is_address(name) else name


def guessed_destination(server: str) -> str:
    """The domain that a server's name gives away as its mail's destination: its own. Empty where it gives none away,
    as at a provider, whose servers take mail for many domains, at an address and in a name without a dot."""
    name = server.strip().lower().removesuffix(".")
    return "" if _is_address(name) or "." not in name or is_provider(name) else registered(name)


def _is_address(name: str) -> bool:
    return ":" in name or name.rpartition(".")[2].isdecimal()


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
