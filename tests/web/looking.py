"""Longer looks at every screen: `make screenshots` and `make axe`. Not collected with the tests."""

import pytest
from playwright.sync_api import Page, expect

from emulator.stack import PROJECT
from tests.conftest import Database
from tests.web.conftest import DESKTOP, PHONE, Open, Tab, axe
from tests.web.test_screens import SIGNED_IN, SIGNED_OUT

SCREENS = SIGNED_OUT | SIGNED_IN
FOLDER = PROJECT / "web" / "screenshots"
PICTURES = PROJECT / "docs" / "pictures"
WIDTHS = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def shown(open_tab: Open, screen: str, width: dict[str, int]) -> Tab:
    """A tab that shows a screen."""
    # Without motion: a colour is measured as it is, not on its way to another.
    tab = open_tab(viewport=width, color_scheme="light", reduced_motion="reduce")
    if screen in SIGNED_IN:
        tab.sign_up()
    SCREENS[screen](tab)
    return tab


@WIDTHS
@pytest.mark.parametrize("screen", SCREENS)
def test_screenshot(shown: Tab, screen: str, width: dict[str, int]) -> None:
    """Save a picture of the whole screen."""
    name = f"{screen.replace(' ', '-')}-{'desktop' if width == DESKTOP else 'phone'}"
    FOLDER.mkdir(exist_ok=True)
    shown.page.wait_for_load_state("networkidle")
    shown.page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    if name == "live-desktop":
        shown.page.screenshot(path=PICTURES / "a-running-section.png")


def test_screenshot_of_good_results(tab: Tab, database: Database) -> None:
    """Save the picture of README: a student who knows most answers."""
    tab.begin()
    for _ in range(2):
        for number in range(3):
            shown = tab.page.locator("#question-text").inner_text().strip()
            row = database.execute(
                "select correct_answer from questions where active and text = %s", [shown]
            ).fetchone()
            tab.press(str(row[0]) if row and number < 2 else "e", "ArrowRight")
        tab.saved()
        tab.hand_in()
        if tab.page.get_by_role("button", name="Inizia la sezione").count():
            tab.start()
    tab.click("Vedi i risultati", "link")
    expect(tab.page.locator(".chart svg").first).to_be_visible()
    tab.page.wait_for_load_state("networkidle")
    tab.page.screenshot(path=PICTURES / "results.png")


def press(page: Page, selector: str) -> None:
    """Press a button, also one behind an open dialog."""
    page.evaluate("selector => document.querySelector(selector).click()", selector)


@WIDTHS
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_in_every_language_and_theme(shown: Tab) -> None:
    """Look at a screen in Italian and English, light and dark."""
    found: dict[str, list[str]] = {}
    for language in ("it", "en"):
        for theme in ("light", "dark"):
            found[f"{language} {theme}"] = axe(shown.page)
            press(shown.page, ".tools button:nth-child(2)")
        press(shown.page, ".tools button:first-child")
    assert {where: what for where, what in found.items() if what} == {}
