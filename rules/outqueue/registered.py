"""Which domain a server's name belongs to."""

from functools import cache

from publicsuffixlist import PublicSuffixList


def registered(server: str) -> str:
    """The domain that someone registered: mx1.mail.example.co.uk belongs to example.co.uk. The name itself where
    it is an address or a public suffix."""
    name = server.strip().lower().removesuffix(".")
    return _suffixes().privatesuffix(name) or name if not _is_address(name) else name


def _is_address(name: str) -> bool:
    return ":" in name or name.rpartition(".")[2].isdecimal()


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
