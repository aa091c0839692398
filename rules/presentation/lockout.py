"""The reason why a sign-in has to wait, and for how long."""

from rules.models.sign_in import Cause


def sentence(cause: Cause, *, failures: int, minutes: int) -> str:
    wait = f"{minutes} more minute{'' if minutes == 1 else 's'}"
    match cause:
        case Cause.ADDRESS:
            return (
                f"{failures} sign-ins failed from this address. Nobody can sign in from here for {wait}; "
                "then try again."
            )
        case Cause.ACCOUNT:
            return (
                f"{failures} sign-ins with this name failed. For {wait} it can be used only in a browser that has "
                "signed in with it before."
            )
        case Cause.BROWSER:
            again = wait.replace(" more", "")
            return f"{failures} sign-ins with this name failed in this browser. Try again in {again}."
        case Cause.AT_ONCE:
            return "Too many sign-ins are being checked at the same time. Try again in a few seconds."
