"""Why an alert was not sent."""


class NotSent(Exception):
    """The message is a sentence for the person whose channel it is. It holds no secret."""
