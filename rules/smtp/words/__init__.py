"""Rules by the words of a reply; each module is a part of the table."""

from rules.smtp.words import authenticity, blocking, connection, message, recipient, sender, server, volume

TABLE = (
    *authenticity.TABLE,
    *connection.TABLE,
    *blocking.TABLE,
    *volume.TABLE,
    *recipient.TABLE,
    *sender.TABLE,
    *message.TABLE,
    *server.TABLE,
)
