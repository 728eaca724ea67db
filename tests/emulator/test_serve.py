"""`make serve`: the functions alone, against the Supabase that the settings name."""

import signal
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.emulator.copies import Copy, taken, until
from tests.emulator.people import call, exam_names, sign_up

SERVE = (sys.executable, "-m", "emulator", "serve")


@pytest.fixture
def settings(environment: dict[str, str]) -> dict[str, str]:
    """What a deployment is told, no more: the shared stack stands for a project elsewhere."""
    names = ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "EXAM_FUNCTIONS_KEY")
    return {name: environment[name] for name in names}


@pytest.fixture(params=["the environment", ".env.local"])
def exported(
    request: pytest.FixtureRequest, copy: Copy, settings: dict[str, str]
) -> Iterator[dict[str, str]]:
    """The settings in either place: given are those to export, the others are in the file."""
    file = copy.folder / ".env.local"
    if request.param == "the environment":
        yield settings
    else:
        file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        yield {}
        file.unlink()


def test_the_functions_alone_work_on_the_supabase_that_the_settings_name(
    copy: Copy, exported: dict[str, str], environment: dict[str, str]
) -> None:
    url = f"http://127.0.0.1:{copy.ports.functions}"
    ready = f"The functions alone, at {url}/api/exam-simulation; Ctrl-C stops them."
    alone = {"FUNCTIONS_URL": url}
    with copy.running(*SERVE, ready=ready, **exported) as run:
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


@pytest.mark.parametrize(
    "missing", ["SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "EXAM_FUNCTIONS_KEY"]
)
def test_a_setting_that_is_missing_is_named(
    copy: Copy, settings: dict[str, str], missing: str
) -> None:
    del settings[missing]
    refused = copy.emulator("serve", **settings)
    assert refused.returncode == 1
    assert refused.stderr == f"the functions are misconfigured: {missing}: Field required\n"


def test_a_taken_port_is_named(copy: Copy, settings: dict[str, str]) -> None:
    with taken(copy.ports.functions):
        refused = copy.emulator("serve", **settings)
    assert refused.returncode == 1
    assert f"port {copy.ports.functions} is taken by another program" in refused.stderr
