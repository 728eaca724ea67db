"""Every screen is there for everybody: axe finds nothing, and nothing is wider than a phone."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.web.conftest import DESKTOP, PAGE, PASSWORD, PHONE, Open, Tab, axe

Show = Callable[[Tab], None]


def live(tab: Tab) -> None:
    """A section with typeset formulae, an answer, a flag and a blank."""
    tab.begin("TOLC-I – Ingegneria")
    tab.press("a", "f", "ArrowRight", "ArrowRight")
    tab.saved()


def pause(tab: Tab) -> None:
    tab.create()


def finished(tab: Tab) -> None:
    tab.begin()
    tab.press("a", "f", "ArrowRight", "b")
    tab.saved()
    tab.hand_in()
    tab.start()
    tab.hand_in()


def results(tab: Tab) -> None:
    finished(tab)
    tab.click("Vedi i risultati", "link")
    expect(tab.page.locator(".chart svg").first).to_be_visible()


def dialog(tab: Tab) -> None:
    live(tab)
    tab.click("Consegna")
    expect(tab.page.get_by_role("alertdialog")).to_be_visible()


def passage(tab: Tab) -> None:
    """A section whose questions are about a text."""
    tab.click("Scegli TOLC-I – Ingegneria")
    tab.page.get_by_label("Esercizio: solo alcune sezioni").check()
    tab.page.get_by_label("Comprensione verbale").check()
    tab.page.get_by_label("Ho letto le regole").check()
    tab.click("Crea la simulazione")
    tab.start()


def progress(tab: Tab) -> None:
    for _ in range(2):
        finished(tab)
    tab.go("/progress")
    tab.page.get_by_label("Simulazione", exact=True).select_option("DEMO")
    expect(tab.page.locator(".chart svg").first).to_be_visible()


def history(tab: Tab) -> None:
    finished(tab)
    tab.go("/history")
    tab.sees("Vedi")


def unfinished(tab: Tab) -> None:
    tab.begin()
    tab.go("/")
    tab.sees("Da riprendere")


def rules(tab: Tab) -> None:
    tab.click("Scegli TOLC-SU – Studi umanistici")
    tab.page.get_by_label("Esercizio: solo alcune sezioni").check()


def path(name: str, text: str) -> Show:
    def show(tab: Tab) -> None:
        tab.go(name)
        tab.sees(text)

    return show


SIGNED_IN: dict[str, Show] = {
    "choose": path("/", "TOLC-I"),
    "unfinished": unfinished,
    "rules": rules,
    "pause": pause,
    "live": live,
    "dialog": dialog,
    "passage": passage,
    "handed in": finished,
    "results": results,
    "history": history,
    "no history": path("/history", "Non hai ancora completato"),
    "progress": progress,
    "no progress": path("/progress", "Qui vedrai"),
    "no such session": path("/sessions/999999999", "Questa simulazione non esiste"),
    "no such page": path("/nowhere", "Pagina non trovata"),
}
SIGNED_OUT: dict[str, Show] = {
    "start": path("/", "Allenati"),
    "sign in": path("/sign-in", "Non hai un account?"),
    "sign up": path("/sign-up", "Hai già un account?"),
}


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("screen", [*SIGNED_OUT, *SIGNED_IN])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    open_tab: Open, screen: str, width: dict[str, int]
) -> None:
    # A phone is dark, for one of each kind to be seen.
    tab = open_tab(viewport=width, color_scheme="dark" if width == PHONE else "light")
    if screen in SIGNED_IN:
        tab.sign_up()
    (SIGNED_IN | SIGNED_OUT)[screen](tab)
    assert axe(tab.page) == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width["width"]


def test_axe_would_find_something(open_tab: Open) -> None:
    tab = open_tab()
    tab.go("/sign-in")
    tab.sees("Non hai un account?")
    tab.page.evaluate("document.querySelector('label').remove()")
    assert [one.partition(":")[0] for one in axe(tab.page)] == ["label"]


def test_the_page_speaks_english_a_switch_away_and_remembers_it(open_tab: Open) -> None:
    tab = open_tab()
    tab.go("/")
    assert tab.page.locator("html").get_attribute("lang") == "it"
    tab.sees("Non affiliato al CISIA")
    tab.page.get_by_text("EN", exact=True).click()
    tab.sees("Not affiliated with CISIA")
    tab.page.reload()
    tab.sees("Not affiliated with CISIA")
    assert tab.page.locator("html").get_attribute("lang") == "en"
    assert axe(tab.page) == []


def test_the_theme_is_the_system_s_until_another_is_chosen(open_tab: Open) -> None:
    tab = open_tab(color_scheme="dark")
    tab.go("/")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = tab.page.evaluate(background)
    tab.click("Tema chiaro")
    light = tab.page.evaluate(background)
    assert light != dark
    tab.page.reload()
    tab.sees("Allenati")
    assert tab.page.evaluate(background) == light


def test_signing_in_says_what_is_wrong_and_goes_where_the_student_wanted_to(
    open_tab: Open,
) -> None:
    tab = open_tab()
    name = tab.sign_up()
    tab.click("Esci")
    tab.sees("Accedi")
    tab.go("/history")
    tab.page.get_by_label("E-mail").fill(name)
    tab.page.get_by_label("Password").fill("wrong password")
    tab.click("Accedi")
    tab.sees("E-mail o password non corrette.")
    tab.page.get_by_label("Password").fill(PASSWORD)
    tab.click("Accedi")
    tab.sees("Non hai ancora completato una simulazione.")
    tab.page.reload()
    tab.sees("Non hai ancora completato una simulazione.")


def test_a_second_account_with_the_same_address_is_refused_in_words(open_tab: Open) -> None:
    tab = open_tab()
    email = tab.sign_up()
    tab.click("Esci")
    tab.sees("Accedi")
    tab.go("/sign-up")
    tab.page.get_by_label("E-mail").fill(email)
    tab.page.get_by_label("Password").fill(PASSWORD)
    tab.click("Registrati")
    tab.sees("Esiste già un account con questa e-mail")


def test_a_sign_up_that_awaits_confirmation_has_its_screen(open_tab: Open) -> None:
    tab = open_tab()

    def confirm(route: Route) -> None:
        user = {"id": "7d1e6f0a-0000-4000-8000-000000000000", "email": "ada@example.com"}
        route.fulfill(json=user, headers={"Access-Control-Allow-Origin": "*"})

    tab.page.route("**/auth/v1/signup*", confirm)
    tab.go("/sign-up")
    tab.page.get_by_label("E-mail").fill("ada@example.com")
    tab.page.get_by_label("Password").fill(PASSWORD)
    tab.click("Registrati")
    tab.sees("Controlla la posta")
    tab.sees("ada@example.com")
    assert axe(tab.page) == []


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("", "config.json: is missing, or no JSON object"),
        ('{"functions_url": "here"}', "supabase_publishable_key is missing"),
        ('{"supabase_publishable_key": "k", "functions_url": "x"}', "functions_url must be a URL"),
    ],
)
def test_a_page_that_is_not_configured_says_so(open_tab: Open, config: str, said: str) -> None:
    tab = open_tab()
    tab.page.route("**/config.json", lambda route: route.fulfill(body=config))
    tab.go("/")
    tab.sees(said)


def test_a_text_of_the_bank_is_never_taken_for_html(tab: Tab) -> None:
    text = "<img src=x onerror=alert(1)> \\$5 $\\href{javascript:alert(1)}{x}$ $\\frac{1}{2}$"

    def poison(route: Route) -> None:
        response = route.fetch()
        paper = response.json()
        paper["questions"][0]["text"] = text
        route.fulfill(response=response, json=paper)

    tab.page.route("**/start", poison)
    tab.begin()
    tab.sees("<img src=x onerror=alert(1)>")
    expect(tab.page.locator("#question-text .katex").first).to_be_visible()
    assert tab.page.locator("#question-text img, #question-text a").count() == 0
    assert "$5" in tab.page.locator("#question-text").inner_text()


def test_every_response_has_the_security_headers_and_nothing_is_inline(page_url: str) -> None:
    for name in ("", "config.json", "docs/", "icon.svg", "nowhere"):
        headers = httpx.get(page_url + name).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    scripts = [f"assets/{script.name}" for script in first_load()]
    for name in ("", *scripts):
        plain = httpx.get(page_url + name, headers={"Accept-Encoding": "identity"})
        packed = httpx.get(page_url + name)
        assert (packed.text, packed.headers["Content-Encoding"]) == (plain.text, "gzip")
        assert "Content-Encoding" not in plain.headers
    html = (PAGE / "index.html").read_text()
    assert not re.search(r"<style|style=|<script(?![^>]*src=)| on\w+=", html)
    assert httpx.get(page_url + "assets/").status_code == 404
    assert httpx.post(page_url).status_code == 501


def test_the_api_document_is_rendered_under_the_same_policy(open_tab: Open, page_url: str) -> None:
    tab = open_tab()
    tab.page.goto(f"{page_url}docs/")
    expect(tab.page.locator(".opblock")).to_have_count(10)


def first_load() -> list[Path]:
    """The scripts that the page loads before anything else, and those that they import."""
    found: list[Path] = []
    waiting = re.findall(r'(?:src|href)="\./(assets/[^"]+\.js)"', (PAGE / "index.html").read_text())
    while waiting:
        script = PAGE / waiting.pop()
        if script not in found:
            found.append(script)
            imported = re.findall(r'from"\./([^"]+\.js)"', script.read_text())
            waiting += [f"assets/{name}" for name in imported]
    return found


def test_the_first_load_is_at_most_180_kb_of_script_compressed() -> None:
    scripts = first_load()
    assert scripts
    sizes = {script.name: len(gzip.compress(script.read_bytes(), 9)) for script in scripts}
    assert sum(sizes.values()) <= 180_000, sizes


PERMISSIVE = {"MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "Unlicense"}


def test_every_bundled_package_has_a_permissive_licence_that_is_named() -> None:
    text = (PAGE / "licences.txt").read_text()
    licences = re.findall(r"^License: (.+)$", text, re.MULTILINE)
    names = re.findall(r"^Name: (.+)$", text, re.MULTILINE)
    assert {"react", "katex", "recharts", "@supabase/auth-js"} <= set(names)
    assert len(licences) == len(names)
    used = {part for licence in licences for part in re.split(r" (?:AND|OR) |[()]", licence)}
    assert used - {""} <= PERMISSIVE


def test_each_text_of_the_page_is_there_in_both_languages() -> None:
    # The compiler sees to the members; this, that none was left in Italian.
    folder = PAGE.parent / "src" / "i18n"
    italian, english = (
        set(re.findall(r'"([^"\n]{12,})"', (folder / f"{one}.ts").read_text()))
        for one in ("it", "en")
    )
    assert italian & english == set()
