"""What lasts from one start to the next, and what a reset takes away."""

from emulator.stack import Stack
from tests.emulator.copies import MAKE, Copy
from tests.emulator.people import call, sign_in, sign_up


def applied(copy: Copy) -> list[str]:
    """Name what the last start applied to the database."""
    log = (copy.state / "logs" / "supabase.log").read_text()
    return [line.split()[1] for line in log.splitlines() if line.startswith("applied ")]


def test_data_and_secrets_outlast_a_stop_but_not_a_reset(fresh_copy: Copy) -> None:
    copy = fresh_copy
    email = "lasting@example.com"
    files = sorted(file.name for file in (copy.folder / "supabase" / "migrations").iterdir())

    with copy.running(*MAKE, "run"):
        assert applied(copy) == [*files, "seed.sql"]
        first = copy.settings
        token = sign_up(first, email)
        session = call(first, "POST", "/sessions", token, {"exam_type": "DEMO"}).json()

    with copy.running(*MAKE, "run"):
        assert applied(copy) == []
        assert copy.settings == first
        assert call(first, "GET", f"/sessions/{session['id']}", token).json() == session
        assert sign_in(first, email).status_code == 200

    reset = copy.command(*MAKE, "reset")
    assert (reset.returncode, copy.state.exists()) == (0, False)
    assert reset.stdout == "The emulator's data is gone: the next start is a first start.\n"

    with Stack(copy.state, copy.ports, functions=None) as stack:
        assert applied(copy) == [*files, "seed.sql"]
        fresh = stack.environment
        assert sign_in(fresh, email).status_code == 400
    assert {name for name in first if first[name] != fresh[name]} == {
        "SUPABASE_PUBLISHABLE_KEY",
        "SUPABASE_SECRET_KEY",
        "SUPABASE_JWT_SECRET",
        "EXAM_FUNCTIONS_KEY",
        "DATABASE_URL",
    }


def test_a_reset_where_there_is_nothing_is_no_error(fresh_copy: Copy) -> None:
    assert fresh_copy.emulator("reset").returncode == 0


def test_the_logs_of_the_start_before_are_kept(fresh_copy: Copy) -> None:
    for _ in range(2):
        with fresh_copy.running(*MAKE, "run"):
            pass
    previous = fresh_copy.state / "logs.previous"
    assert "seed.sql" in (previous / "supabase.log").read_text()
    assert "seed.sql" not in (fresh_copy.state / "logs" / "supabase.log").read_text()
