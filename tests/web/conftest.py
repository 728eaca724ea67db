"""A real browser on the built page, served for the shared stack from an origin of its own."""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from emulator.ports import HOST, Ports
from emulator.stack import PROJECT, Stack
from emulator.web import Settings, server_of
from tests.conftest import Database

HERE = Path(__file__).parent
PAGE = PROJECT / "web" / "dist"
PASSWORD = "a long test password"
DESKTOP, PHONE = {"width": 1280, "height": 850}, {"width": 360, "height": 740}

# As root a browser needs the first; the others keep it from the network.
OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
EXPECTED = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "net::ERR_CONNECTION_REFUSED")
"""What a browser says of a connection that a test has cut."""
SECONDS = 10
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="session")
def page_url(stack: Stack) -> Iterator[str]:
    """Where the built page is served, with the settings of the shared stack."""
    if not (PAGE / "index.html").exists():
        pytest.fail("The page is not built; build it: make web/dist/index.html")
    port = Ports.free().web
    with server_of(Settings(PAGE, stack.web_config), port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{port}/"
        server.shutdown()


# Not for the session: while Playwright runs, no other test of the process may have an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium that comes from npm, or that of `CHROMIUM`."""
    node, folder = shutil.which("node"), PROJECT / "web" / ".chromium"
    assert node
    path = subprocess.check_output([node, HERE / "browser.mjs", folder], text=True).strip()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield chromium
        chromium.close()


class Tab:
    """A tab of the page, and what a student does in it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.set_default_timeout(SECONDS * 1000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        is_refusal = "the server responded with a status of 4" in message.text
        is_expected = is_refusal or any(text in message.text for text in EXPECTED)
        if message.type in {"error", "warning"} and not is_expected:
            self.complaints.append(message.text)

    def go(self, path: str = "/") -> None:
        """Open a page of the page, as for the first time."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}#{path}")

    def click(self, name: str, role: Any = "button") -> None:
        """Click what has this accessible name."""
        self.page.get_by_role(role, name=name, exact=True).click()

    def sees(self, text: str) -> None:
        """Wait until a text is there."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sign_up(self) -> str:
        """Sign up as a new student; give the e-mail address."""
        email = f"{uuid4()}@example.com"
        self.go("/sign-up")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.click("Registrati")
        self.sees("Scegli una simulazione")
        return email

    def create(self, exam: str = "Prova dimostrativa") -> int:
        """Choose an exam, agree to the rules, and create a session; give its id."""
        self.go("/")
        self.click(f"Scegli {exam}")
        self.page.get_by_label("Ho letto le regole").check()
        self.click("Crea la simulazione")
        expect(self.page.get_by_role("button", name="Inizia la sezione")).to_be_visible()
        return int(self.page.url.rpartition("/")[2])

    def start(self) -> None:
        """Start the next section."""
        self.click("Inizia la sezione")
        expect(self.page.get_by_role("radio").first).to_be_visible()

    def begin(self, exam: str = "Prova dimostrativa") -> int:
        """Create a session and start its first section."""
        session = self.create(exam)
        self.start()
        return session

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        """Wait until all is saved."""
        expect(self.page.get_by_text("Salvato", exact=True)).to_be_visible()

    def hand_in(self) -> None:
        """Hand in, and confirm it."""
        self.click("Consegna")
        self.page.get_by_role("alertdialog").get_by_role("button", name="Consegna").click()
        self.sees("Sezione consegnata")

    def chosen(self) -> list[str]:
        """The questions of the map that have an answer, by their numbers."""
        return self.page.locator(".map-cell.answered").all_inner_texts()


Open = Callable[..., Tab]


@pytest.fixture
def open_tab(browser: Browser, page_url: str) -> Iterator[Open]:
    """Open tabs, each in a browser of its own unless told otherwise. None may complain."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    def make(beside: Tab | None = None, **options: Any) -> Tab:
        if beside is None:
            contexts.append(browser.new_context(**{"viewport": DESKTOP, "locale": "it", **options}))
        context = beside.page.context if beside else contexts[-1]
        tabs.append(Tab(context.new_page(), page_url))
        return tabs[-1]

    yield make
    complaints = [complaint for tab in tabs for complaint in tab.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def tab(open_tab: Open) -> Tab:
    """A tab of a student who has just signed up."""
    made = open_tab()
    made.sign_up()
    return made


def stored(database: Database, session: int, section: int = 1) -> dict[str, str]:
    """The answers that are stored."""
    row = database.execute(
        "select answers from section_papers where session_id = %s and section_id = %s",
        [session, section],
    ).fetchone()
    assert row is not None
    answers: Any = row[0]
    return dict(answers)


def axe(page: Page) -> list[str]:
    """What axe finds wrong with a page as it is."""
    script = (HERE / "node_modules" / "axe-core" / "axe.min.js").read_text()
    # Not as a script element, which the page's policy forbids.
    page.evaluate(f"() => {{ {script}; window.axe = window.axe || module.exports; }}")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(result => result.violations.map("
        "one => `${one.id}: ${one.nodes.map(node => node.html).join(' | ')}`))",
        tags,
    )
    return [str(one) for one in found]
