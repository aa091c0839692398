"""Figures and answers of a fuse in words."""

from rules.fuse.answer import Answer, AtEnd
from rules.fuse.figures import Figure

TITLES = {
    "errors": "Script errors",
    "transient": "Transient failures",
    "deliveries": "Deliveries a minute",
    "refusals": "Server refused for longest",
}
ANSWERS = {Answer.GOOD: "good", Answer.BAD: "bad", Answer.UNKNOWN: "not enough known"}
ENDS = {AtEnd.KEEP: "kept", AtEnd.TAKE_BACK: "taken back"}


def amount(name: str, value: float | None) -> str:
    """Return a value of a figure with its unit; "none" where there is none."""
    if value is None:
        return "none"
    match name:
        case "deliveries":
            return f"{value:.3g}"
        case "refusals":
            return f"{value:.0f} min"
    share = 100 * value
    return f"{share:.2g} %" if 0 < share < 1 else f"{share:.1f} %"


def behind(figure: Figure) -> str:
    """Say how much the figure rests on."""
    noun = {"deliveries": "deliveries", "refusals": "servers"}.get(figure.name, "attempts")
    return f"n = {figure.n:,} {noun}"


def sentence(figure: Figure) -> str:
    """Say what is wrong with a figure, in a sentence that carries its limit and the number behind it."""
    title, value, limit = TITLES[figure.name], amount(figure.name, figure.value), amount(figure.name, figure.limit)
    about = f" ({figure.detail})" if figure.detail else ""
    than = "below" if figure.name == "deliveries" else "above"
    return f"{title}{about}: {value}, {than} the limit of {limit}, {behind(figure)}."
