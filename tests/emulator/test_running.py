"""What a person finds once `make run` has started everything."""

import json
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from emulator.credentials import Credentials
from tests.emulator.copies import MAKE, PARTS, Copy, Run, until
from tests.emulator.people import call, exam_names, sign_in, sign_up

pytestmark = pytest.mark.usefixtures("run")

ANOTHER_POSTGRES = {"PGHOST": "db.example.com", "PGPORT": "1", "PGSSLMODE": "require"}
DEMO = Path("functions", "exam_simulation", "services", "exam_types", "demo.json")
ENDPOINT = Path("functions", "get_config.py")


@pytest.fixture(scope="module")
def run(copy: Copy) -> Iterator[Run]:
    """The copy's stack, started by somebody whose shell is set up for another Postgres."""
    with copy.running(**ANOTHER_POSTGRES) as running:
        yield running


@contextmanager
def changed(file: Path, text: str, other: str) -> Iterator[None]:
    sound = file.read_text()
    assert text in sound
    file.write_text(sound.replace(text, other))
    try:
        yield
    finally:
        file.write_text(sound)


@pytest.fixture
def secrets(copy: Copy) -> set[str]:
    """All that is secret in this stack."""
    kept = vars(Credentials.load_or_make(copy.state / "secrets.json"))
    return set(kept.values()) - {kept["publishable_key"]}


def test_the_closing_table_says_where_everything_is(run: Run, copy: Copy) -> None:
    functions = f"http://127.0.0.1:{copy.ports.functions}/api/exam-simulation"
    table = f"""
  Page             http://127.0.0.1:{copy.ports.web}/
  API document     http://127.0.0.1:{copy.ports.web}/docs/
  Functions        {functions}
  Auth and REST    http://127.0.0.1:{copy.ports.supabase}
  Postgres         127.0.0.1:{copy.ports.postgres} (make psql)
  Publishable key  {copy.settings["SUPABASE_PUBLISHABLE_KEY"]}
  Settings         {copy.folder / ".env.local"} (keys and passwords too)
  Logs             {copy.state / "logs"}
  Try              curl -s {functions}/config

  Ctrl-C stops everything; the data stays.
"""
    assert table in run.said


def test_the_line_to_try_works_as_it_is_printed(run: Run) -> None:
    (line,) = re.findall(r"^ +Try +(.*)$", run.said, re.MULTILINE)
    done = subprocess.run(["sh", "-c", line], capture_output=True, timeout=30, check=True)
    names = [exam_type["exam_type"] for exam_type in json.loads(done.stdout)["exam_types"]]
    assert "TOLC-I" in names


def test_env_local_holds_all_that_clients_and_functions_need(copy: Copy) -> None:
    assert set(copy.settings) == {
        "SUPABASE_URL",
        "SUPABASE_PUBLISHABLE_KEY",
        "SUPABASE_SECRET_KEY",
        "SUPABASE_JWT_SECRET",
        "EXAM_FUNCTIONS_KEY",
        "CORS_ALLOWED_ORIGINS",
        "DATABASE_URL",
        "FUNCTIONS_URL",
    }
    assert copy.settings["SUPABASE_URL"] == f"http://127.0.0.1:{copy.ports.supabase}"
    assert copy.settings["FUNCTIONS_URL"] == f"http://127.0.0.1:{copy.ports.functions}"


def test_a_shell_that_sources_env_local_has_the_same_variables(copy: Copy) -> None:
    script = "set -a; . ./.env.local; exec env -0"
    done = subprocess.run(
        ["sh", "-eu", "-c", script],
        cwd=copy.folder,
        env=copy.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    sourced = dict(line.split("=", 1) for line in done.stdout.split("\0") if line)
    assert copy.settings.items() <= sourced.items()


def test_database_url_leads_to_this_postgres_whatever_the_shell_says_of_another(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ANOTHER_POSTGRES.items():
        monkeypatch.setenv(name, value)
    with psycopg.connect(copy.settings["DATABASE_URL"]) as connection:
        assert connection.info.port == copy.ports.postgres


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        (".env.local", 0o600),
        (".emulator/secrets.json", 0o600),
        (".emulator/logs", 0o700),
        (".emulator/postgres", 0o700),
    ],
)
def test_what_holds_secrets_or_data_is_open_to_its_owner_alone(
    copy: Copy, path: str, mode: int
) -> None:
    assert (copy.folder / path).stat().st_mode & 0o777 == mode


def test_no_secret_is_in_a_command_line_or_a_log(run: Run, copy: Copy, secrets: set[str]) -> None:
    token = sign_up(copy.settings, "secretive@example.com")
    assert call(copy.settings, "GET", "/history", token).status_code == 200
    shown = [" ".join(process.cmdline()) for process in run.meet()]
    shown += [file.read_text() for file in (copy.state / "logs").iterdir()]
    for secret in (*secrets, token):
        assert not any(secret in text for text in shown)


def test_everything_listens_on_this_machine_alone(run: Run, copy: Copy) -> None:
    listening = {
        (connection.laddr.ip, connection.laddr.port)
        for process in run.meet()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {("127.0.0.1", getattr(copy.ports, part)) for part in PARTS}


def test_a_request_is_one_short_line_on_the_terminal_and_one_of_json_in_the_log(
    run: Run, copy: Copy
) -> None:
    response = call(copy.settings, "GET", "/sessions/4711")
    until(lambda: "/sessions/4711" in run.said, "the request's line is shown")
    (line,) = [line for line in run.said.splitlines() if "/sessions/4711" in line]
    assert re.fullmatch(r"\d\d:\d\d:\d\d  401  GET     /sessions/4711  \d+ ms  token_missing", line)
    log = (copy.state / "logs" / "functions.log").read_text()
    request_id = response.headers["x-request-id"]
    (logged,) = [line for line in log.splitlines() if request_id in line]
    assert json.loads(logged)["status"] == 401


def test_status_says_which_parts_run(copy: Copy) -> None:
    said = copy.command(*MAKE, "--silent", "status").stdout
    assert said.splitlines() == [
        f"  {name:<10} 127.0.0.1:{getattr(copy.ports, name)}  listening" for name in PARTS
    ]


def test_psql_is_at_hand(copy: Copy) -> None:
    command = "echo 'select count(*) from users' | make -s -o .venv/.ready psql"
    done = copy.command("sh", "-c", command)
    assert "count" in done.stdout, done.stderr


def test_logs_shows_every_part_s_log(copy: Copy) -> None:
    command = "timeout 2 make -s -o .venv/.ready logs"
    said = copy.command("sh", "-c", command).stdout
    assert all(f"{name}.log" in said for name in PARTS)


def test_changed_code_is_taken_up_and_broken_code_reported_while_the_rest_goes_on(
    run: Run, copy: Copy
) -> None:
    with changed(copy.folder / ENDPOINT, "@endpoint(", "raise RuntimeError('broken')\n@endpoint("):
        run.wait_for("functions: waiting for the next change")
        assert "functions ended while it was starting" in run.said
        assert "RuntimeError: broken" in run.said
        assert sign_in(copy.settings, "nobody@example.com").status_code == 400
        assert run.process.poll() is None
    with changed(copy.folder / DEMO, "Prova dimostrativa", "Prova di prova"):
        until(lambda: "Prova di prova" in exam_names(copy.settings), "the change is taken up")
    until(lambda: "Prova dimostrativa" in exam_names(copy.settings), "the next one as well")


@pytest.fixture(scope="module")
def refused(run: Run, copy: Copy) -> dict[str, subprocess.CompletedProcess[str]]:
    """What must not be done while the stack runs, both tried at once: each waits a while."""
    del run
    with ThreadPoolExecutor() as pool:
        return dict(zip(("run", "reset"), pool.map(copy.emulator, ("run", "reset")), strict=True))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("run", "an emulator is running already (its state is in {state})"),
        ("reset", "an emulator is running (its state is in {state}): stop it first"),
    ],
)
def test_a_running_stack_is_neither_started_again_nor_reset(
    refused: dict[str, subprocess.CompletedProcess[str]], copy: Copy, command: str, said: str
) -> None:
    assert refused[command].returncode == 1
    assert refused[command].stderr == f"emulator: {said.format(state=copy.state)}\n"
    assert call(copy.settings, "GET", "/config").status_code == 200


def test_a_faulty_exam_type_is_left_out_and_the_others_go_on(run: Run, copy: Copy) -> None:
    both = {"Prova dimostrativa", "TOLC-I – Ingegneria"}
    with changed(copy.folder / DEMO, '"exam_type": "DEMO"', '"exam_typo": "DEMO"'):
        until(
            lambda: {"TOLC-I – Ingegneria"} == {*exam_names(copy.settings)} & both,
            "the change is taken up",
        )
        run.wait_for("the exam type in demo.json is left out")
    until(lambda: "Prova dimostrativa" in exam_names(copy.settings), "the next one as well")
