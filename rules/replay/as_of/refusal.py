"""The reasons why a query cannot be asked of the past."""


class CannotAsk(Exception):
    """The message is a sentence for the person who reads the trace."""


def another_table(name: str) -> CannotAsk:
    return CannotAsk(
        f"It reads {name}, and only outqueue.sendattempts is known as of a past moment: what other tables held then, "
        "nothing tells."
    )


def not_checked(what: str) -> CannotAsk:
    return CannotAsk(f"It uses {what}, for which it is not known whether the answer depends on the moment of asking.")


def chance(name: str) -> CannotAsk:
    return CannotAsk(f"It calls {name}(), which answers differently each time, so nobody knows what it answered then.")


def place_of_row(name: str) -> CannotAsk:
    return CannotAsk(f"It names {name}, a property of the stored row, which says nothing about a past moment.")


def whole_row(name: str) -> CannotAsk:
    return CannotAsk(f"It uses {name} as a whole row. Name the columns.")


def text_as_date(what: str) -> CannotAsk:
    return CannotAsk(
        f"It makes {what} of a text that is put together, and such a text may mean today. Make it of a timestamp."
    )
