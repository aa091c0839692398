"""A process that makes one try to send one message: an order on its standard input, the problem on its standard output.

In a process of its own, because a name server or a mail server may keep any thread waiting for as long as it likes.
"""

import json
import os
import sys
import threading

from rules.alerts import chat, mail, webhook
from rules.alerts.network import parse_networks
from rules.alerts.order import EMAIL, WEBHOOK, Order
from rules.alerts.problem import NotSent


def carry_out(order: Order) -> None:
    """Make the try. Raises NotSent."""
    networks = parse_networks(order.networks)
    if order.check:
        try:
            chat.plugin_of(order.address)
        except ValueError as error:
            raise NotSent(str(error)) from None
    elif order.kind == EMAIL:
        if not order.smtp:
            raise NotSent("No mail server is set: MXADMIN_ALERT_SMTP names one.")
        mail.send(
            server=mail.SmtpServer.parse(order.smtp),
            sender=order.sender,
            recipient=order.address,
            uid=order.uid,
            subject=order.content["subject"],
            text=order.content["text"],
        )
    elif order.kind == WEBHOOK:
        webhook.post(
            address=order.address,
            secret=order.secret,
            uid=order.uid,
            payload=order.content["payload"],
            networks=networks,
        )
    else:
        chat.send(
            address=order.address, subject=order.content["subject"], text=order.content["text"], networks=networks
        )


def main() -> None:
    """Answer on the standard output. Ends by itself where its parent has gone away."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # what a library prints is no answer
    ending = threading.Timer(float(sys.argv[1]), os._exit, [3])
    ending.daemon = True
    ending.start()
    try:
        carry_out(Order.from_json(sys.stdin.read()))
        problem = ""
    except NotSent as error:
        problem = str(error)
    except Exception as error:  # its text may hold parts of the address
        problem = f"mxadmin failed while it sent this: {type(error).__name__}."
    json.dump({"problem": problem}, answer)
    answer.close()


if __name__ == "__main__":
    main()
