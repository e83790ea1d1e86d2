"""A mailbox behind just enough of an IMAP server (RFC 3501) for reading what came back."""

import imaplib
import re
import socketserver
import threading
from collections.abc import Generator
from contextlib import contextmanager


class Mailbox(socketserver.ThreadingTCPServer):
    """Messages by their number, and the flags that were set."""

    daemon_threads = True

    def __init__(self, messages: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.messages = dict(enumerate(messages, 1))
        self.flags: dict[int, set[str]] = {number: set() for number in self.messages}

    def connect(self) -> imaplib.IMAP4:
        """Open a connection to it, without TLS."""
        return imaplib.IMAP4("127.0.0.1", self.server_address[1], timeout=30)


class Connection(socketserver.StreamRequestHandler):
    """One conversation."""

    server: Mailbox

    def handle(self) -> None:
        """Answer until the other side logs out."""
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self.answer(command)
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if command == "LOGOUT":
                return

    def answer(self, command: str) -> None:
        """Write what comes before the tagged line."""
        flags, messages = self.server.flags, self.server.messages
        if command == "CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4REV1\r\n")
        elif command.startswith("SELECT"):
            self.wfile.write(f"* {len(messages)} EXISTS\r\n".encode())
        elif command == "UID SEARCH UNSEEN UNFLAGGED":
            found = [str(number) for number in messages if not flags[number]]
            self.wfile.write(f"* SEARCH {' '.join(found)}\r\n".encode())
        elif fetch := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]\)", command):
            number = int(fetch[1])
            content = messages[number]
            self.wfile.write(f"* {number} FETCH (UID {number} BODY[] {{{len(content)}}}\r\n".encode())
            self.wfile.write(content + b")\r\n")
        elif store := re.fullmatch(r"UID STORE ([\d,]+) \+FLAGS\.SILENT \((\S+)\)", command):
            for number in store[1].split(","):
                flags[int(number)].add(store[2])


@contextmanager
def mailbox(*messages: bytes) -> Generator[Mailbox, None, None]:
    """A running server with these messages."""
    with Mailbox(list(messages)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
