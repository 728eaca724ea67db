"""The student's page: a folder of static files, with the headers that its host should send.

    python -m emulator.web FOLDER PORT

The page's settings come from `EMULATOR_WEB_CONFIG`, as the JSON of its `config.json`.
"""

import gzip
import json
import mimetypes
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from emulator.part import Part, Stopping, inherited_environment, python
from emulator.ports import HOST, is_listening

_SETTINGS = "EMULATOR_WEB_CONFIG"
_TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
"""Types that not every system knows."""
_PACKED = {".html", ".js", ".css", ".json", ".svg", ".txt"}


class Web(Part):
    """The built page, on an origin of its own: its requests to the functions are cross-origin."""

    name = "web"

    def __init__(
        self,
        state_dir: Path,
        port: int,
        stopping: Stopping,
        *,
        folder: Path,
        config: Mapping[str, object],
    ) -> None:
        """Know the built folder, and what its `config.json` is to say."""
        super().__init__(state_dir, stopping)
        self._port = port
        self._folder = folder
        self._config = config

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [*python(), "-m", "emulator.web", str(self._folder), str(self._port)]
        environment = inherited_environment() | {_SETTINGS: json.dumps(self._config)}
        return self._run(command, cwd=Path(__file__).parents[1], environment=environment)

    def _is_ready(self) -> bool:
        return is_listening(self._port)


def policy(config: Mapping[str, object]) -> str:
    """The Content-Security-Policy of the page: nothing from elsewhere, and no code in the HTML."""
    images = " ".join(map(str, config.get("image_origins") or []))  # type: ignore[call-overload]
    sources = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": f"'self' data: {images}".strip(),
        "connect-src": f"'self' {config['functions_url']} {config['supabase_url']}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


@dataclass(frozen=True)
class Settings:
    """The built page, and what its `config.json` is to say."""

    folder: Path
    config: Mapping[str, object]


class _Handler(SimpleHTTPRequestHandler):
    """Static files, with the security headers on every response."""

    protocol_version = "HTTP/1.1"

    def __init__(self, settings: Settings, *arguments: Any) -> None:
        self._config = settings.config
        super().__init__(*arguments, directory=str(settings.folder))

    def do_GET(self) -> None:
        if self.path.partition("?")[0] == "/config.json":
            self._send(json.dumps(self._config).encode(), "application/json")
        elif (packed := self._packed()) is not None:
            self._send(packed, self.guess_type(str(self._file())), packed=True)
        else:
            super().do_GET()

    def _file(self) -> Path:
        file = Path(self.translate_path(self.path))
        return file / "index.html" if self.path.partition("?")[0].endswith("/") else file

    def _packed(self) -> bytes | None:
        """The file as gzip, as hosts of static files send it; None where it is sent as it is."""
        file = self._file()
        accepts = "gzip" in self.headers.get("Accept-Encoding", "")
        if not accepts or file.suffix not in _PACKED or not file.is_file():
            return None
        return _gzip(file, file.stat().st_mtime_ns)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        suffix = Path(path).suffix
        found = _TYPES.get(suffix) or mimetypes.guess_type(str(path))[0] or "text/plain"
        is_text = found.startswith("text/") or found == "application/json"
        return f"{found}; charset=utf-8" if is_text else found

    def list_directory(self, path: str | os.PathLike[str]) -> None:  # noqa: ARG002
        self.send_error(404)

    def end_headers(self) -> None:
        is_hashed = self.path.startswith("/assets/")
        lasting = "public, max-age=31536000, immutable"
        self.send_header("Cache-Control", lasting if is_hashed else "no-cache")
        self.send_header("Content-Security-Policy", policy(self._config))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the server's name
        """Write nothing: which files of the page are fetched tells nobody anything."""

    def _send(self, body: bytes, content_type: str, *, packed: bool = False) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        if packed:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@lru_cache(maxsize=100)
def _gzip(file: Path, _changed: int) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


def server_of(settings: Settings, port: int) -> ThreadingHTTPServer:
    """Make a server of a built page, on a port of the loopback address."""
    return ThreadingHTTPServer((HOST, port), partial(_Handler, settings))


if __name__ == "__main__":
    given = Settings(Path(sys.argv[1]), json.loads(os.environ[_SETTINGS]))
    server_of(given, int(sys.argv[2])).serve_forever()
