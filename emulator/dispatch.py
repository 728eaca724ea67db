"""The process that serves all functions of a folder on one port, as functions-framework does.

    python -m emulator.dispatch FOLDER PORT

The functions are imported from the working directory if it has them, or else as they are installed.
"""

import importlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import functions_framework
from functions_framework._http import gunicorn

from emulator.ports import HOST

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def serve(folder: Path, port: int) -> None:
    """Serve every function of a folder until told to stop; exit if a setting is wrong."""
    _check_settings()
    # The server that functions-framework uses when deployed, on loopback alone.
    server: Any = gunicorn.GunicornApplication
    server(dispatcher(folder), HOST, port, False, graceful_timeout=5).run()


def dispatcher(folder: Path) -> Wsgi:
    """Make one WSGI application of the functions in a folder; each answers the paths it matches."""
    create_app: Callable[[str, str], Wsgi] = functions_framework.create_app
    routes: list[tuple[Any, Wsgi]] = []
    for name in sorted(file.stem for file in folder.glob("*.py") if file.stem != "main"):
        function = getattr(importlib.import_module(name), name)
        routes.append((function, create_app(name, str(folder / "main.py"))))

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # WSGI hands over bytes dressed as Latin-1.
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        matching = [route for route in routes if route[0].matches(path)]
        method = environ["REQUEST_METHOD"]
        # A method that no function serves goes to the function of GET at the path, or to any.
        serving = [one for one in matching if method in one[0].methods]
        showing = [one for one in matching if "GET" in one[0].methods]
        _, app = (serving or showing or matching or routes)[0]
        return app(environ, start_response)

    return application


def _check_settings() -> None:
    settings = importlib.import_module("exam_simulation.settings")
    errors = importlib.import_module("exam_simulation.errors")
    try:
        settings.load()
    except errors.Misconfigured as error:
        sys.exit(f"the functions are misconfigured: {error}")


if __name__ == "__main__":
    serve(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
