"""A line to a PostgreSQL server: slow, or dead without a word, and how often it was gone along."""

from __future__ import annotations

import socket
import threading
import time

from postgresql_server import Server


class Proxy:
    """Passes on what a server and its clients say: at once, after a while, or, as a firewall does, nothing.

    Args:
        server: the server.

    `seconds` is how long a question and its answer take longer; what is said meanwhile goes on in its order.
    """

    def __init__(self, server: Server) -> None:
        self.seconds = 0.0
        self.round_trips = 0
        self._goes_on = threading.Event()
        self._goes_on.set()
        self._to = str(server.folder / ".s.PGSQL.5432")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._connections: list[socket.socket] = []
        self._frozen: set[socket.socket] = set()
        self._freezes_new = False
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, database: str) -> str:
        port = self._listening.getsockname()[1]
        return f"postgresql://tests@127.0.0.1:{port}/{database}?sslmode=disable"

    def freeze(self, *, also_new: bool = False) -> None:
        """Pass on nothing more of the connections that there are, and of those to come if asked for."""
        self._freezes_new = also_new
        self._frozen |= set(self._connections)

    def thaw(self) -> None:
        """Let those through that come from now on."""
        self._freezes_new = False

    def hold(self) -> None:
        """Keep what is said from now on, until `release`."""
        self._goes_on.clear()

    def release(self) -> None:
        """Pass on what was kept."""
        self._goes_on.set()

    def close(self) -> None:
        with self._lock:
            self._listening.close()
            for each in self._connections:
                each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            with self._lock:
                if self._listening.fileno() < 0:
                    client.close()
                    return
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._to)
                self._connections += [client, server]
                if self._freezes_new:
                    self._frozen |= {client, server}
            # Whether the client, or else the server, spoke last.
            asking = threading.Event()
            for source, target in ((client, server), (server, client)):
                arguments = (source, target, asking, source is client)
                threading.Thread(target=self._pass_on, args=arguments, daemon=True).start()

    def _pass_on(
        self, source: socket.socket, target: socket.socket, asking: threading.Event, is_question: bool
    ) -> None:
        try:
            while part := source.recv(65536):
                if not is_question:
                    asking.clear()
                elif not asking.is_set():
                    asking.set()
                    self.round_trips += 1
                time.sleep(self.seconds / 2)
                self._goes_on.wait()
                if source not in self._frozen:
                    target.sendall(part)
        except OSError:
            return
        if source not in self._frozen:
            target.close()
