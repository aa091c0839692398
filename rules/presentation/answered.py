"""What a dry run answered, in a few words, so that nobody takes it for the answer to something else."""

from collections.abc import Mapping

MOST_CHARACTERS = 80


def answered(inputs: Mapping[str, str]) -> str:
    """The inputs as they were typed: "bank.example, first try, 20 KB, VPOP3 8.8"."""
    size, version = inputs.get("size", "").strip(), inputs.get("version", "")
    parts = [inputs.get("domain", ""), _tries(inputs.get("retries", "")), size, f"VPOP3 {version}" if version else ""]
    return ", ".join(part[:MOST_CHARACTERS] for part in parts if part)


def _tries(retries: str) -> str:
    if not retries.strip().isdecimal():
        return ""
    count = int(retries)
    return "first try" if count == 0 else f"after {count} {'retry' if count == 1 else 'retries'}"
