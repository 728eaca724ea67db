"""A proxy in front of Supabase that notes what comes by: how many round trips, and which."""

import http.client
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.request.load import Call
from emulator.ports import HOST

HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "host", "content-length"})


@dataclass
class Recorder:
    """Notes requests on their way to a port of this machine. A context manager."""

    target_port: int
    calls: list[Call] = field(default_factory=list)
    """What came by, with the status that each was answered with."""

    def __enter__(self) -> "Recorder":
        """Listen."""
        self._server = ThreadingHTTPServer((HOST, 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """What takes the place of Supabase's URL."""
        return f"http://{HOST}:{self._server.server_port}"

    def taken(self) -> list[Call]:
        """Give what came by since this was asked last."""
        taken, self.calls = self.calls, []
        return taken


def _handler(recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length) or None
            headers = _kept(self.headers.items())
            # Compressed or not is not this proxy's to judge.
            far = http.client.HTTPConnection(HOST, recorder.target_port)
            far.request(self.command, self.path, body, headers)
            response = far.getresponse()
            content = response.read()
            far.close()
            recorder.calls.append(Call(self.command, self.path, headers, body, response.status))
            self.send_response(response.status)
            for name, value in _kept(response.getheaders()).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = pass_on  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _kept(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in HOP_BY_HOP}
