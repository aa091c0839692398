"""What a hook is given for a recorded attempt."""

from rules.lua.protocol.values import LuaValue
from rules.replay.attempt import Attempt
from rules.replay.request import ReplayRequest
from rules.resolver.names import canonical
from rules.vpop3.hooks import HookName
from rules.vpop3.server_text import DEFAULT_PREFERENCE


def arguments_of(hook: HookName, attempt: Attempt, request: ReplayRequest) -> tuple[LuaValue, ...]:
    """Return the hook's arguments in the documented order. `defaultResult` is true: VPOP3 tried the server."""
    domain = _name(_domain(attempt, request), request)
    retries = request.retries_of(attempt) + (request.assumptions["num_retries"] == "from_one")
    size = request.size_of(attempt)
    if request.assumptions["message_size"] == "kilobytes":
        size = -(-size // 1024)
    match hook:
        case HookName.CHECK_SERVER:
            return domain, _name(attempt.server, request), retries, size, True
        case HookName.FINAL_OVERRIDES:
            return domain, retries, size, {attempt.server: DEFAULT_PREFERENCE}
        case HookName.GET_OVERRIDES | HookName.GET_CHECK_CACHE:
            return domain, retries, size


def _domain(attempt: Attempt, request: ReplayRequest) -> str:
    domain = request.domain_of(attempt)
    try:
        return canonical(domain)
    except ValueError:  # a history may hold anything
        return domain.strip().rstrip(".").lower()


def _name(name: str, request: ReplayRequest) -> str:
    return f"{name}." if request.assumptions["names"] == "trailing_dot" else name
