"""A student takes exams on the page, and loses nothing, whatever happens meanwhile."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from emulator.stack import Stack
from tests.conftest import Database, without_triggers
from tests.functions.tokens import decoded, signed
from tests.web.conftest import DESKTOP, PHONE, Open, Tab, stored

MoveDeadline = Callable[[int, int], None]


@pytest.fixture
def move_deadline(database: Database) -> MoveDeadline:
    """Let a session's first section end so many seconds from now (or have ended, before now)."""

    def move(session: int, seconds: int) -> None:
        with without_triggers(database):
            database.execute(
                """update section_papers set deadline_at = now() + make_interval(secs => %s)
                   where session_id = %s and section_id = 1""",
                [seconds, session],
            )

    return move


def test_a_new_student_takes_a_demo_reviews_it_and_sees_progress_after_two(tab: Tab) -> None:
    for take in (1, 2):
        session = tab.begin()
        for section in (1, 2):
            tab.press("a", "ArrowRight", "b", "f", "ArrowRight", "c")
            assert tab.chosen() == ["1", "2", "3"]
            tab.saved()
            tab.hand_in()
            if section == 1:
                tab.start()
        tab.click("Vedi i risultati", "link")
        tab.sees("Per argomento, dal più debole")
        assert tab.page.url.endswith(f"/sessions/{session}/results")
        expect(tab.page.locator("article")).to_have_count(6)
        tab.page.get_by_label("Segnate").check()
        expect(tab.page.locator("article")).to_have_count(2)
        tab.click("Storico", "link")
        expect(tab.page.locator(".list > li")).to_have_count(take)
    tab.click("Progressi", "link")
    tab.page.get_by_label("Simulazione", exact=True).select_option("DEMO")
    tab.sees("2 simulazioni")
    expect(tab.page.locator(".chart svg").first).to_be_visible()


def test_a_tolc_i_is_taken_through_all_five_sections(tab: Tab, database: Database) -> None:
    session = tab.create("TOLC-I – Ingegneria")
    for section, count in enumerate((20, 10, 10, 10, 30), 1):
        tab.start()
        for number in range(count):
            tab.press("abcde"[number % 5], "ArrowRight")
        tab.saved()
        assert len(stored(database, session, section)) == count
        tab.hand_in()
    tab.click("Vedi i risultati", "link")
    expect(tab.page.locator("article")).to_have_count(80)
    expect(tab.page.locator(".katex").first).to_be_visible()
    expect(tab.page.get_by_role("table")).to_contain_text("Comprensione verbale")


def test_practice_of_one_section_is_a_session_of_its_own(tab: Tab) -> None:
    tab.click("Scegli TOLC-I – Ingegneria")
    tab.page.get_by_label("Esercizio: solo alcune sezioni").check()
    begin = tab.page.get_by_role("button", name="Crea la simulazione")
    tab.page.get_by_label("Ho letto le regole").check()
    expect(begin).to_be_disabled()
    tab.page.get_by_label("Inglese").check()
    tab.page.get_by_label("Tempo aggiuntivo").select_option("30")
    begin.click()
    tab.sees("Prossima sezione: Inglese")
    tab.sees("30 domande · 20 minuti")


def test_answers_are_there_after_a_reload_and_after_the_tab_was_killed(
    tab: Tab, open_tab: Open
) -> None:
    session = tab.begin()
    tab.press("a", "ArrowRight", "b", "f")
    tab.saved()
    tab.page.reload()
    expect(tab.page.locator(".map-cell.answered")).to_have_count(2)
    tab.page.close()
    again = open_tab(beside=tab)
    again.go(f"/sessions/{session}")
    expect(again.page.locator(".map-cell.answered")).to_have_count(2)
    expect(again.page.locator(".map-cell.flagged")).to_have_count(1)


def test_what_was_not_saved_when_the_tab_was_killed_is_saved_after_it(
    tab: Tab, open_tab: Open, database: Database
) -> None:
    session = tab.begin()
    tab.press("a")
    tab.saved()
    tab.page.context.set_offline(True)
    tab.press("ArrowRight", "b", "ArrowRight", "c")
    tab.sees("Senza connessione")
    again = open_tab(beside=tab)
    tab.page.close()
    tab.page.context.set_offline(False)
    again.go(f"/sessions/{session}")
    expect(again.page.locator(".map-cell.answered")).to_have_count(3)
    again.saved()
    assert sorted(stored(database, session).values()) == ["a", "b", "c"]


def test_two_tabs_merge_what_is_chosen_in_each(
    tab: Tab, open_tab: Open, database: Database
) -> None:
    session = tab.begin()
    other = open_tab(beside=tab)
    other.go(f"/sessions/{session}")
    expect(other.page.get_by_role("radio").first).to_be_visible()
    tab.press("a")
    tab.saved()
    expect(other.page.locator(".map-cell.answered")).to_have_count(1)
    other.press("ArrowRight", "b")
    other.saved()
    expect(tab.page.locator(".map-cell.answered")).to_have_count(2)
    tab.press("ArrowRight", "ArrowRight", "c")
    tab.saved()
    assert sorted(stored(database, session).values()) == ["a", "b", "c"]
    other.hand_in()
    tab.sees("Sezione consegnata")


def test_a_lost_connection_loses_no_choice(tab: Tab, database: Database) -> None:
    session = tab.begin()
    tab.page.context.set_offline(True)
    tab.press("a", "ArrowRight", "b")
    tab.sees("Senza connessione: le risposte restano su questo dispositivo (2)")
    tab.page.context.set_offline(False)
    tab.saved()
    assert sorted(stored(database, session).values()) == ["a", "b"]


def test_when_the_time_is_up_the_section_is_handed_in_by_itself(
    tab: Tab, database: Database, move_deadline: MoveDeadline
) -> None:
    session = tab.begin()
    tab.press("a")
    tab.saved()
    move_deadline(session, 3)
    tab.page.reload()
    expect(tab.page.get_by_role("radio").first).to_be_visible()
    tab.press("ArrowRight", "b")
    tab.sees("Sezione consegnata")
    assert sorted(stored(database, session).values()) == ["a", "b"]
    assert tab.page.get_by_text("Il tempo è scaduto").count() == 0


def test_a_connection_that_is_lost_as_the_time_runs_out_and_comes_back_in_the_grace_counts(
    tab: Tab, database: Database, move_deadline: MoveDeadline
) -> None:
    session = tab.begin()
    move_deadline(session, 3)
    tab.page.reload()
    expect(tab.page.get_by_role("radio").first).to_be_visible()
    tab.page.context.set_offline(True)
    tab.press("a", "ArrowRight", "b")
    tab.sees("Tempo scaduto: consegna in corso")
    tab.page.context.set_offline(False)
    tab.sees("Sezione consegnata")
    assert sorted(stored(database, session).values()) == ["a", "b"]
    assert tab.page.get_by_text("in tempo").count() == 0


def test_what_comes_after_the_grace_is_not_counted_and_the_student_is_told_how_much(
    tab: Tab, move_deadline: MoveDeadline
) -> None:
    session = tab.begin()
    tab.press("a")
    tab.saved()
    move_deadline(session, 3)
    tab.page.reload()
    expect(tab.page.locator(".map-cell.answered")).to_have_count(1)
    tab.page.context.set_offline(True)
    tab.press("ArrowRight", "b", "ArrowRight", "c")
    tab.sees("Tempo scaduto: consegna in corso")
    move_deadline(session, -60)
    tab.page.context.set_offline(False)
    tab.sees("2 modifiche non sono arrivate in tempo e non sono state contate.")
    tab.sees("Il tempo è scaduto")


def test_a_token_that_expires_during_the_exam_is_refreshed(
    tab: Tab, stack: Stack, database: Database
) -> None:
    session = tab.begin()
    script = "localStorage.getItem('exam-simulation.auth')"
    held = json.loads(tab.page.evaluate(script))
    claims = {**decoded(held["access_token"]), "exp": 1_700_000_000}
    held["access_token"] = signed(claims, stack.credentials.jwt_secret)
    tab.page.evaluate(
        "text => localStorage.setItem('exam-simulation.auth', text)", json.dumps(held)
    )
    tab.press("a")
    tab.saved()
    assert [*stored(database, session).values()] == ["a"]
    assert json.loads(tab.page.evaluate(script))["access_token"] != held["access_token"]


def test_functions_that_start_again_during_the_exam_lose_nothing(
    tab: Tab, stack: Stack, database: Database
) -> None:
    session = tab.begin()
    stack.functions.stop()
    try:
        tab.press("a", "ArrowRight", "b")
        tab.sees("Senza connessione")
    finally:
        stack.functions.start()
    tab.saved()
    assert sorted(stored(database, session).values()) == ["a", "b"]


@pytest.mark.parametrize("hours", [2, -2])
def test_a_device_whose_clock_is_hours_wrong_shows_the_right_time(
    tab: Tab, open_tab: Open, hours: int
) -> None:
    session = tab.begin("TOLC-I – Ingegneria")
    other = open_tab(beside=tab)
    other.page.add_init_script(
        f"const now = Date.now; Date.now = () => now() + {hours * 3_600_000};"
    )
    other.go(f"/sessions/{session}")
    other.sees("Domanda 1 di 20")
    minutes = int(other.page.get_by_role("timer").inner_text().partition(":")[0])
    assert minutes in (49, 50)


def test_an_exam_is_taken_with_the_keyboard_alone_on_a_phone_s_width(open_tab: Open) -> None:
    tab = open_tab(viewport=PHONE)
    tab.sign_up()

    def tab_to(name: str) -> None:
        focused = "document.activeElement.innerText || document.activeElement.ariaLabel || ''"
        for _ in range(60):
            tab.press("Tab")
            if name in str(tab.page.evaluate(focused)):
                return
        raise AssertionError(f"the keyboard does not reach {name!r}")

    tab_to("Prova dimostrativa")
    tab.press("Enter")
    tab.sees("Prima di cominciare")
    checkbox = tab.page.get_by_label("Ho letto le regole")
    for _ in range(30):
        tab.press("Tab")
        if checkbox.evaluate("one => one === document.activeElement"):
            break
    tab.press("Space", "Tab", "Enter")
    tab.sees("Inizia la sezione")
    tab_to("Inizia la sezione")
    tab.press("Enter")
    expect(tab.page.get_by_role("radio").first).to_be_visible()
    tab.press("2", "ArrowRight", "c", "f", "ArrowRight", "5")
    assert tab.chosen() == ["1", "2", "3"]
    tab_to("Consegna")
    tab.press("Enter")
    expect(tab.page.get_by_role("alertdialog")).to_be_visible()
    tab.press("Escape")
    expect(tab.page.get_by_role("alertdialog")).to_be_hidden()
    tab.press("Enter")
    expect(tab.page.get_by_role("alertdialog")).to_be_visible()
    tab.press("Tab", "Enter")
    tab.sees("Sezione consegnata")


def test_single_keys_can_be_switched_off(tab: Tab) -> None:
    tab.begin()
    tab.page.get_by_label("Tasti rapidi").uncheck()
    tab.page.get_by_role("heading", name="Domanda 1 di 3").click()
    tab.press("a", "1", "f")
    assert tab.chosen() == []
    tab.press("ArrowRight")
    tab.sees("Domanda 2 di 3")


def test_an_unfinished_session_is_offered_with_its_time_and_can_be_discarded(tab: Tab) -> None:
    tab.begin()
    tab.go("/")
    tab.sees("Logica: mancano 0:5")
    tab.click("Riprendi", "link")
    tab.sees("Domanda 1 di 3")
    tab.go("/")
    tab.click("Elimina")
    tab.page.get_by_role("alertdialog").get_by_role("button", name="Elimina").click()
    expect(tab.page.get_by_text("Da riprendere")).to_be_hidden()


def test_a_second_running_section_is_refused_with_a_way_to_the_first(tab: Tab) -> None:
    first = tab.begin()
    tab.create()
    tab.click("Inizia la sezione")
    tab.sees("Hai già una sezione aperta in un'altra simulazione.")
    tab.click("Vai a quella sezione", "link")
    tab.sees("Domanda 1 di 3")
    assert tab.page.url.endswith(f"/sessions/{first}")


def test_signing_out_leaves_nothing_on_the_device(tab: Tab) -> None:
    tab.begin()
    tab.page.context.set_offline(True)
    tab.press("a")
    tab.sees("Senza connessione")
    drafts = "Object.keys(localStorage).filter(key => /draft|auth/.test(key)).length"
    assert tab.page.evaluate(drafts) == 2
    tab.page.context.set_offline(False)
    tab.click("Esci")
    tab.sees("Accedi")
    assert tab.page.evaluate(drafts) == 0


def test_a_student_who_comes_back_after_the_time_is_told_what_was_lost(
    tab: Tab, open_tab: Open, move_deadline: MoveDeadline
) -> None:
    session = tab.begin()
    tab.page.context.set_offline(True)
    tab.press("a", "ArrowRight", "b")
    tab.sees("Senza connessione")
    again = open_tab(beside=tab)
    tab.page.close()
    move_deadline(session, -60)
    again.page.context.set_offline(False)
    again.go(f"/sessions/{session}")
    again.sees("2 modifiche non sono arrivate in tempo e non sono state contate.")
    again.sees("Prossima sezione: Inglese")


def test_the_last_minutes_are_announced_to_screen_readers(
    tab: Tab, move_deadline: MoveDeadline
) -> None:
    session = tab.begin("TOLC-I – Ingegneria")
    announced = {10: "Mancano 10 minuti", 5: "Mancano 5 minuti", 1: "Manca 1 minuto"}
    for minutes, said in announced.items():
        assert tab.page.get_by_text(said).count() == 0
        move_deadline(session, 60 * minutes + 3)
        tab.page.reload()
        live = tab.page.locator("[aria-live=assertive]")
        expect(live).to_have_text(said)


def test_a_passage_stands_beside_its_questions_and_above_them_on_a_phone(tab: Tab) -> None:
    tab.click("Scegli TOLC-I – Ingegneria")
    tab.page.get_by_label("Esercizio: solo alcune sezioni").check()
    tab.page.get_by_label("Comprensione verbale").check()
    tab.page.get_by_label("Ho letto le regole").check()
    tab.click("Crea la simulazione")
    tab.start()
    for size, beside in ((DESKTOP, True), (PHONE, False)):
        tab.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        passage = tab.page.locator(".passage").bounding_box()
        question = tab.page.locator("article").bounding_box()
        assert passage
        assert question
        assert (passage["x"] + passage["width"] <= question["x"]) == beside
        assert (passage["y"] + passage["height"] <= question["y"]) == (not beside)


@pytest.mark.parametrize("is_configured", [True, False])
def test_a_figure_comes_from_an_origin_that_is_configured_and_from_no_other(
    open_tab: Open, page_url: str, *, is_configured: bool
) -> None:
    tab = open_tab()

    def configure(route: Route) -> None:
        origins = [page_url.rstrip("/")] if is_configured else []
        route.fulfill(json={**route.fetch().json(), "image_origins": origins})

    def illustrate(route: Route) -> None:
        response = route.fetch()
        paper = response.json()
        figure = {"image_url": f"{page_url}icon.svg", "image_alt": "Un segno di spunta"}
        paper["questions"][0] |= figure
        route.fulfill(response=response, json=paper)

    tab.page.route("**/config.json", configure)
    tab.page.route("**/start", illustrate)
    tab.sign_up()
    tab.begin()
    if is_configured:
        expect(tab.page.get_by_role("img", name="Un segno di spunta")).to_be_visible()
    else:
        tab.sees("Un segno di spunta")
        assert tab.page.locator("article img").count() == 0
