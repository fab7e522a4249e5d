"""A mail server on this machine that keeps what it is given, and can refuse or break off."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Post:
    """What came in; `answer` is what the server says to the next mails ("" takes them)."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = ""
        self.before: Any = None  # called before a mail is taken
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.before is not None:
            self.before()
        if self.answer:
            return self.answer
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"

    def of(self, address: str) -> list[EmailMessage]:
        """The mails to somebody."""
        return [each for each in self.mails if each["To"] == address]


@contextmanager
def post_office() -> Iterator[Post]:
    """The server, on a free port."""
    post = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        post.port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def text_of(mail: EmailMessage) -> str:
    """The words of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def files_of(mail: EmailMessage) -> dict[str, bytes]:
    """Its files by the end of their names."""
    return {
        str(each.get_filename()).rpartition(".")[2]: each.get_content() for each in mail.iter_attachments()
    }
