"""`make serve`: the functions alone, against the Supabase that the settings name."""

import signal
import sys
from uuid import uuid4

import pytest

from tests.emulator.copies import Copy, taken, until
from tests.emulator.people import call, exam_names, sign_up

SERVE = (sys.executable, "-m", "emulator", "serve")


@pytest.fixture
def settings(environment: dict[str, str]) -> dict[str, str]:
    """Only the settings of a deployment. The shared stack stands for a project elsewhere."""
    names = ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "EXAM_FUNCTIONS_KEY")
    return {name: environment[name] for name in names}


def test_the_functions_alone_work_on_the_supabase_that_the_settings_name(
    fresh_copy: Copy, settings: dict[str, str], environment: dict[str, str]
) -> None:
    url = f"http://127.0.0.1:{fresh_copy.ports.functions}"
    ready = f"The functions alone, at {url}/api/exam-simulation; Ctrl-C stops them."
    alone = {"FUNCTIONS_URL": url}
    with fresh_copy.running(*SERVE, ready=ready, **settings) as run:
        until(lambda: exam_names(alone), "the functions answer")
        token = sign_up(environment, f"{uuid4()}@example.com")
        made = call(alone, "POST", "/sessions", token, {"exam_type": "DEMO"})
        assert made.status_code == 201
        seen = call(environment, "GET", f"/sessions/{made.json()['id']}", token)
        assert seen.json() == made.json()
        run.send(signal.SIGINT)
        assert run.exit_code() == 0
        assert run.left_behind() == []
    assert "Traceback" not in run.said


def test_every_setting_that_is_missing_is_named(fresh_copy: Copy) -> None:
    refused = fresh_copy.emulator("serve")
    assert refused.returncode == 1
    assert refused.stderr == (
        "the functions are misconfigured: SUPABASE_URL: Field required; "
        "SUPABASE_PUBLISHABLE_KEY: Field required; EXAM_FUNCTIONS_KEY: Field required\n"
    )


def test_a_taken_port_is_named(fresh_copy: Copy, settings: dict[str, str]) -> None:
    with taken(fresh_copy.ports.functions):
        refused = fresh_copy.emulator("serve", **settings)
    assert refused.returncode == 1
    assert f"port {fresh_copy.ports.functions} is taken by another program" in refused.stderr
