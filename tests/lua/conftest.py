from collections.abc import Iterator

import pytest

from rules.lua.sandbox import Isolation, Sandbox


@pytest.fixture(scope="session", params=list(Isolation))
def sandbox(request) -> Iterator[Sandbox]:
    """Every test that uses it runs by both ways of isolation."""
    with Sandbox(isolation=request.param) as sandbox:
        yield sandbox
