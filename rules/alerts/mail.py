"""Alerts by e-mail, over an SMTP server of their own: not over the path that is judged."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from rules.alerts.problem import NotSent

SECONDS = 10.0
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LIKE = "write it like smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """`tls`: from the start (smtps), after STARTTLS (smtp), or not at all (smtp with ?tls=off)."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    scheme: str = "smtp"
    tls: bool = True

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address. Raises ValueError with a sentence that has no password in it."""
        try:
            url = urlsplit(text)
            query = parse_qs(url.query, strict_parsing=bool(url.query))
            port = url.port or (465 if url.scheme == "smtps" else 587)
        except ValueError:
            raise ValueError(f"{LIKE}.") from None
        if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path.strip("/") or set(query) - {"tls"}:
            raise ValueError(f"{LIKE}.")
        off = query.get("tls") == ["off"]
        if (query and not off) or (off and url.scheme == "smtps"):
            raise ValueError(f"{LIKE}; ?tls=off after smtp:// sends in clear.")
        if off and url.password and url.hostname not in LOOPBACK:
            raise ValueError("a password would cross the network in clear: leave out ?tls=off.")
        return cls(
            host=url.hostname,
            port=port,
            user=unquote(url.username or ""),
            password=unquote(url.password or ""),
            scheme=url.scheme,
            tls=not off,
        )


def send(
    *,
    server: SmtpServer,
    sender: str,
    recipient: str,
    uid: str,
    subject: str,
    text: str,
    trusted: ssl.SSLContext | None = None,
) -> None:
    """Send one message. Raises NotSent."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{uid}@{sender.rpartition('@')[2] or 'mxadmin'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    name = f"{server.host}:{server.port}"
    try:
        _hand_over(server, message, trusted or ssl.create_default_context())
    except smtplib.SMTPRecipientsRefused as error:
        ((code, said),) = list(error.recipients.values())[:1]
        raise NotSent(f"{name} refuses {recipient}: {code} {_shown(said)}") from None
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(f"{name} does not accept user and password of MXADMIN_ALERT_SMTP: {error.smtp_code}.") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"{name} refuses the message: {error.smtp_code} {_shown(error.smtp_error)}") from None
    except ssl.SSLCertVerificationError as error:
        raise NotSent(f"The certificate of {server.host} is not valid: {error.verify_message}.") from None
    except TimeoutError:
        raise NotSent(f"{name} did not answer within {SECONDS:g} s.") from None
    except (OSError, smtplib.SMTPException) as error:
        if isinstance(error.__context__, TimeoutError):
            raise NotSent(f"{name} did not answer within {SECONDS:g} s.") from None
        raise NotSent(f"{name} could not be reached: {_shown(getattr(error, 'strerror', None) or error)}") from None


def _hand_over(server: SmtpServer, message: EmailMessage, context: ssl.SSLContext) -> None:
    smtp = _opened(server, context)
    try:
        smtp.send_message(message)
        with suppress(OSError, smtplib.SMTPException):  # it has taken the message, whatever it says to QUIT
            smtp.quit()
    finally:
        smtp.close()


def _opened(server: SmtpServer, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.scheme == "smtp" and server.tls:
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _shown(said: object) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split()).rstrip(".")[:200] + "."
