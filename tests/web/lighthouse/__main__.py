"""`make lighthouse`: what Lighthouse says of the page; writes docs/lighthouse.md."""

import json
import platform
import subprocess
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from emulator.ports import HOST, Ports
from emulator.stack import PROJECT
from emulator.web import Settings, server_of
from tests.conftest import passing_stack

HERE = Path(__file__).parent
DOCUMENT = PROJECT / "docs" / "lighthouse.md"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {"start": "the start page", "running": "a running section"}


def main() -> None:
    """Measure, print, and write the document."""
    browser = ["node", str(HERE.parent / "browser.mjs"), str(PROJECT / "web" / ".chromium")]
    chromium = subprocess.check_output(browser, text=True).strip()
    port = Ports.free().web
    with passing_stack() as stack, tempfile.TemporaryDirectory() as profile:
        settings = Settings(PROJECT / "web" / "dist", stack.web_config)
        with server_of(settings, port) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            script = str(HERE / "measure.mjs")
            command = ["node", script, chromium, f"http://{HOST}:{port}/", profile]
            found = json.loads(subprocess.check_output(command, text=True).splitlines()[-1])
            server.shutdown()
    text = _document(found)
    DOCUMENT.write_text(text, encoding="utf-8")
    print(text)


def _document(found: dict[str, dict[str, dict[str, float]]]) -> str:
    rows = [
        f"| {name} | {device} | {' | '.join(str(found[page][device][one]) for one in CATEGORIES)} |"
        for page, name in PAGES.items()
        for device in ("phone", "desktop")
    ]
    key = found["key"]
    return "\n".join(
        [
            "# Lighthouse",
            "",
            "What Lighthouse 12 says of the page, out of 100, with its simulated network and CPU."
            " The first row is with an empty cache, the others follow it in the same browser."
            " Made by `make lighthouse`.",
            "",
            f"Measured {datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}.",
            "",
            f"| page | device | {' | '.join(CATEGORIES)} |",
            "| --- | --- |" + " --- |" * len(CATEGORIES),
            *rows,
            "",
            "From a key to the screen, in a running section, on a CPU slowed fourfold (30 keys):"
            f" median {key['median']:.0f} ms, 95th percentile {key['p95']:.0f} ms.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
