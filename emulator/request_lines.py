"""The functions' log lines as a person reads them on a terminal."""

import json
from datetime import datetime

from rich.text import Text

_COLOURS = {"INFO": "green", "WARNING": "yellow", "ERROR": "red"}
_BASE_PATH = "/api/exam-simulation"


def shortened(line: str, now: datetime) -> Text:
    """Shorten a line of the functions' log: time, status, method, path, duration and session.

    Args:
        line: a line of JSON; any other line stays as it is.
        now: the local time to show.
    """
    try:
        said = json.loads(line)
        path = str(said.get("path") or "(unknown path)").removeprefix(_BASE_PATH)
        for name in ("session", "user"):
            path = path.replace(f"{{{name}_id}}", str(said.get(name, f"{{{name}_id}}")))
        parts: list[str | tuple[str, str]] = [
            (f"{now:%H:%M:%S}  ", "dim"),
            (str(said["status"]), _COLOURS.get(said["severity"], "")),
            f"  {said['method']:<7} {path}",
            (f"  {said['milliseconds']:.0f} ms", "dim"),
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return Text(line)
    if "session" in said and str(said["session"]) not in path:
        parts.append((f"  session {said['session']}", "dim"))
    parts += [f"  {said[name]}" for name in ("code", "cause") if name in said]
    text = Text.assemble(*parts)
    if stack := said.get("stack_trace"):
        text.append(f"\n{stack}")
    return text
