"""The message that the demo prints when it is ready."""

from pathlib import Path

from mxadmin import locations
from mxadmin.demo.state import DemoFolder

TRY = (
    ("bigmail.example", "two servers, and both are throttling at this moment: held"),
    ("bank.example", "two servers of equal preference, in random order"),
    ("partner.example", "revision 3 takes their mail to a relay that is not in their MX"),
    ("corner-bakery.example", "no MX record: its address is the server"),
    ("noreply.example", "a null MX: takes no mail at all"),
    ("halfgone.example", "the first of its servers has no address"),
    ("bigmial.example", "a typing error: the domain does not exist"),
    ("broken.example", "its DNS fails: the message is tried again later"),
)


def text(*, url: str, passwords: dict[str, str], state: DemoFolder) -> str:
    users = [f"    {name:<12}{password}" for name, password in passwords.items()]
    domains = [f"    {domain:<24}{shows}" for domain, shows in TRY]
    lines = [
        "",
        f"  mxadmin's demo is ready:  {url}",
        "",
        "  Sign in as one of these (name, password):",
        *users,
        "",
        "  Try first: open the script and dry-run, with the DNS that is pinned to demo.zone,",
        *domains,
        "  then change a line and do it again, and look at the send attempts behind the answer.",
        "",
        "  In a second terminal:",
        f"    MXADMIN_ENV_FILE={_short(state.env_file)} {_command()} dry-run bigmail.example",
        "",
        f"  Everything is kept in {_short(state.folder)}; --reset starts afresh. Ctrl-C stops it.",
        "",
    ]
    return "\n".join(lines)


def _command() -> str:
    return "mxadmin" if locations.INSTALLED else "uv run mxadmin"


def _short(path: Path) -> str:
    """Return the path as it would be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
