"""A scripted student takes a whole TOLC-I and practises, as they would through a frontend."""

import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from dotenv import dotenv_values

from emulator.errors import EmulatorError
from emulator.interrupts import interruptible
from emulator.ports import Ports
from emulator.stack import Stack

EXAM_TYPE = "TOLC-I"
ANSWERS_A_SAVE = 5
LESSONS = 3
"""How many of the weakest topics are shown."""
BLANKS = 0.15
"""The share of questions that this student, who guesses, leaves blank."""

_BAR = 30


def run(state_dir: Path, env_file: Path) -> None:
    """Take the exam on the running stack. If none runs, start one and stop it afterwards.

    Args:
        state_dir: where a stack of our own keeps its data.
        env_file: where a running stack wrote how it is reached; the environment wins over it.

    Raises:
        EmulatorError: the stack does not start, or does not answer as it should.
    """
    with ExitStack() as cleanup:
        environment = {**dotenv_values(env_file), **os.environ}
        if not _is_running(environment.get("FUNCTIONS_URL")):
            print("No stack is running: starting one.", flush=True)
            stack = Stack(state_dir, Ports.from_environment())
            cleanup.enter_context(interruptible(stack))
            environment |= stack.environment
        try:
            with _signed_up(environment) as api:
                _print_results(_take_exam(api))
                print("\n  This student guesses: wrong answers cost a quarter point each.")
                _practise(api)
        except httpx.HTTPError as error:
            raise EmulatorError(f"the demo failed: {error}") from error


def _is_running(functions_url: str | None) -> bool:
    if not functions_url:
        return False
    try:
        return httpx.get(f"{functions_url}/api/exam-simulation/config", timeout=10).is_success
    except httpx.HTTPError:
        return False


@contextmanager
def _signed_up(environment: dict[str, Any]) -> Iterator[httpx.Client]:
    """The functions, as a new student calls them; what fails is an error."""
    token = _sign_up(environment["SUPABASE_URL"], environment["SUPABASE_PUBLISHABLE_KEY"])
    with httpx.Client(
        base_url=f"{environment['FUNCTIONS_URL']}/api/exam-simulation",
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
        event_hooks={"response": [_require_success]},
    ) as api:
        yield api


def _take_exam(api: httpx.Client) -> dict[str, Any]:
    session = api.post("/sessions", json={"exam_type": EXAM_TYPE}).json()
    print(f"Session {session['id']}, {EXAM_TYPE}:", flush=True)
    for section in session["metadata"]["sections"]:
        path = f"/sessions/{session['id']}/sections/{section['id']}"
        _take_section(api, path, section["name"])
    results: dict[str, Any] = api.get(f"/sessions/{session['id']}/results").json()
    return results


def _practise(api: httpx.Client) -> None:
    """Show the progress, start to practise the weakest section, and delete that session."""
    progress = api.get("/progress", params={"exam_type": EXAM_TYPE}).json()
    weakest = min(progress["sections"], key=lambda one: one["percentage"])
    print(
        f"\nProgress: {progress['count']} simulation, {progress['last']:.2f} %;"
        f" the weakest section is {weakest['name']}, {weakest['percentage']:.2f} % right."
    )
    body = {"exam_type": EXAM_TYPE, "sections": [weakest["code"]]}
    session = api.post("/sessions", json=body).json()
    paper = api.post(f"/sessions/{session['id']}/sections/1/start").json()
    print(
        f"Session {session['id']}, practice: {paper['name']}, {len(paper['questions'])} questions."
    )
    api.delete(f"/sessions/{session['id']}")
    print(f"Session {session['id']} was discarded.")


def _sign_up(supabase_url: str, publishable_key: str) -> str:
    email = f"demo-{uuid4().hex[:8]}@example.com"
    response = httpx.post(
        f"{supabase_url}/auth/v1/signup",
        headers={"apikey": publishable_key},
        json={"email": email, "password": uuid4().hex},
        timeout=30,
    )
    _require_success(response)
    token: str | None = response.json().get("access_token")
    if not token:
        raise EmulatorError("this Auth server wants e-mail addresses confirmed before it signs in")
    print(f"Signed up as {email}.", flush=True)
    return token


def _take_section(api: httpx.Client, path: str, name: str) -> None:
    paper = api.post(f"{path}/start").json()
    revision, questions = paper["revision"], paper["questions"]
    answers: dict[str, str | None] = {}
    show = _progress(name, len(questions))
    for number, question in enumerate(questions, start=1):
        answers[str(question["id"])] = _guess(question["options"])
        show(number)
        if number % ANSWERS_A_SAVE == 0:
            body = {**_body(answers), "base_revision": revision}
            revision = api.put(f"{path}/answers", json=body).json()["revision"]
    outcome = api.post(f"{path}/complete", json=_body(answers)).json()
    print(f"  {outcome['score']['raw']:6.2f} of {outcome['score']['max']}", flush=True)


def _body(answers: dict[str, str | None]) -> dict[str, Any]:
    """The answers so far. Blanks are flagged."""
    return {
        "answers": answers,
        "flagged": [int(number) for number, option in answers.items() if option is None],
    }


def _guess(options: dict[str, str]) -> str | None:
    return None if random.random() < BLANKS else random.choice(list(options))  # noqa: S311 - a guess


def _progress(name: str, total: int) -> Callable[[int], None]:
    """Draw a bar that grows on a terminal, and only its last state elsewhere."""

    def show(done: int) -> None:
        if sys.stdout.isatty() or done == total:
            bar = "█" * (_BAR * done // total)
            start = "\r" if sys.stdout.isatty() else ""
            print(f"{start}  {name:<24.24}{bar:·<{_BAR}} {done:>2}/{total}", end="", flush=True)

    return show


def _require_success(response: httpx.Response) -> None:
    if not response.is_success:
        response.read()
        said = response.text[:500]
        raise EmulatorError(f"{response.url} answered {response.status_code}: {said}")


def _print_results(results: dict[str, Any]) -> None:
    rows = [(section["name"], section["score"]) for section in results["sections"]]
    rows.append(("Total (without English)", results["overall_score"]))
    print(f"\n  {'':<26}{'right':>6}{'wrong':>6}{'blank':>6}{'points':>8}{'of':>5}{'%':>8}")
    for name, score in rows:
        print(
            f"  {name:<26.26}{score['correct']:>6}{score['incorrect']:>6}{score['unanswered']:>6}"
            f"{score['raw']:>8.2f}{score['max']:>5}{score['percentage']:>8.2f}"
        )
    _print_lessons(results)


def _print_lessons(results: dict[str, Any]) -> None:
    without = results["with_wrong_left_blank"]["overall_score"]
    print(f"\n  With the wrong answers left blank: {without['raw']:.2f} of {without['max']}.")
    print("  To learn first:")
    for topic in results["topics"][:LESSONS]:
        right = f"{topic['correct']} of {topic['total']} right"
        print(f"    {topic['topic']} ({topic['subject']}), {right}")
