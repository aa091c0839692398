"""The inputs of a dry run in a few words, so that its answer is not taken for the answer to others."""

from rules.dryrun.run_inputs import RunInputs

MOST_CHARACTERS = 80


def inputs_summary(inputs: RunInputs) -> str:
    """The inputs as they were typed: "bank.example, first try, 20 KB, VPOP3 8.8"."""
    version = f"VPOP3 {inputs.version}" if inputs.version else ""
    at = f"as of {inputs.at[:19].replace('T', ' ')}" if inputs.at else ""
    parts = (inputs.domain, _tries(inputs.retries or ""), (inputs.size or "").strip(), version, at)
    return ", ".join(part[:MOST_CHARACTERS] for part in parts if part)


def _tries(retries: str) -> str:
    if not retries.strip().isdecimal():
        return ""
    count = int(retries)
    return "first try" if count == 0 else f"after {count} {'retry' if count == 1 else 'retries'}"
