"""The settings: where they come from, what they may be, and that they stay secret."""

from pathlib import Path

import pytest

from exam_simulation import settings
from exam_simulation.errors import Misconfigured

FUNCTIONS_KEY = "0123456789abcdef0123456789abcdef"  # pragma: allowlist secret
GOOD = {
    "SUPABASE_URL": "https://project.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_key",
    "EXAM_FUNCTIONS_KEY": FUNCTIONS_KEY,
}


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working directory far from anybody's settings, and none in the environment."""
    for name in (*GOOD, "CORS_ALLOWED_ORIGINS", "SUPABASE_DEADLINE_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    return tmp_path


def write_file(folder: Path, **variables: str) -> None:
    lines = (f'{name}="{value}"\n' for name, value in variables.items())
    (folder / ".env.local").write_text("".join(lines))


def test_three_settings_are_enough() -> None:
    given = settings.load(GOOD)
    assert given.supabase_url == "https://project.supabase.co"
    assert given.supabase_publishable_key == "sb_publishable_key"
    assert given.exam_functions_key.get_secret_value() == FUNCTIONS_KEY
    assert given.cors_allowed_origins == ()
    assert given.supabase_deadline_seconds == 8
    assert given.google_cloud_project is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:54321",
        "http://localhost:54321",
        "http://[::1]:54321",
        "https://project.supabase.co/",
        "https://supabase.exams.example:8443",
    ],
)
def test_any_server_may_be_supabase(url: str) -> None:
    assert settings.load({**GOOD, "SUPABASE_URL": url}).supabase_url == url


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("https://a.example", ("https://a.example",)),
        ("https://a.example,http://localhost:*", ("https://a.example", "http://localhost:*")),
        (" https://a.example , https://b.example,, ", ("https://a.example", "https://b.example")),
        ("*", ("*",)),
        ("http://[::1]:*", ("http://[::1]:*",)),
        (",", ()),
    ],
)
def test_origins_are_separated_by_commas(text: str, origins: tuple[str, ...]) -> None:
    assert settings.load({**GOOD, "CORS_ALLOWED_ORIGINS": text}).cors_allowed_origins == origins


@pytest.mark.parametrize(
    "text",
    [
        "localhost:3000",
        "https://a.example/",
        "https://*.a.example",
        "https://a.example;https://b.example",
        "https://a.example https://b.example",
        "https://",
        "**",
        "ftp://a.example",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match=r"^CORS_ALLOWED_ORIGINS: "):
        settings.load({**GOOD, "CORS_ALLOWED_ORIGINS": text})


@pytest.mark.parametrize(("text", "seconds"), [("0.5", 0.5), ("9", 9), ("1e0", 1)])
def test_the_deadline_is_some_seconds_and_at_most_9(text: str, seconds: float) -> None:
    given = settings.load({**GOOD, "SUPABASE_DEADLINE_SECONDS": text})
    assert given.supabase_deadline_seconds == seconds


@pytest.mark.parametrize("text", ["0", "-1", "9.01", "10", "inf", "nan", "8s", "eight"])
def test_another_deadline_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match=r"^SUPABASE_DEADLINE_SECONDS: "):
        settings.load({**GOOD, "SUPABASE_DEADLINE_SECONDS": text})


def test_variables_that_are_not_ours_are_ignored() -> None:
    assert settings.load({**GOOD, "SUPABASE_SECRET_KEY": "x", "PATH": "/bin"})


def test_an_empty_variable_counts_as_none() -> None:
    assert settings.load({**GOOD, "SUPABASE_DEADLINE_SECONDS": ""}).supabase_deadline_seconds == 8
    with pytest.raises(Misconfigured, match=r"^SUPABASE_URL: Field required$"):
        settings.load({**GOOD, "SUPABASE_URL": ""})


def test_a_secret_is_never_printed() -> None:
    given = settings.load(GOOD)
    for text in (repr(given), str(given), f"{given.model_dump()}", given.model_dump_json()):
        assert "0123456789abcdef" not in text


def test_a_malformed_secret_is_not_printed_either() -> None:
    with pytest.raises(Misconfigured) as raised:
        settings.load({**GOOD, "EXAM_FUNCTIONS_KEY": "too-short-a-secret"})
    assert "too-short" not in repr(raised.value)
    # Not even below: the log shows causes too.
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(settings.load(GOOD), "supabase_deadline_seconds", 1)  # noqa: B010


def test_the_environment_is_read(nothing_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Misconfigured):
        settings.load()
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    assert settings.load() == settings.load(GOOD)
    assert not (nothing_set / ".env.local").exists()


def test_locally_a_file_is_read_from_the_working_directory_upward(nothing_set: Path) -> None:
    write_file(nothing_set, **GOOD)
    assert settings.load() == settings.load(GOOD)


def test_the_environment_wins_over_the_file(
    nothing_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(nothing_set, **GOOD)
    monkeypatch.setenv("SUPABASE_URL", "https://another.supabase.co")
    given = settings.load()
    assert given.supabase_url == "https://another.supabase.co"
    assert given.supabase_publishable_key == "sb_publishable_key"


def test_an_empty_variable_of_the_environment_hides_nothing_of_the_file(
    nothing_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(nothing_set, **GOOD)
    monkeypatch.setenv("SUPABASE_URL", "")
    assert settings.load().supabase_url == "https://project.supabase.co"


def test_the_settings_are_read_once(nothing_set: Path) -> None:
    settings.current.cache_clear()
    settings.allowed_origins.cache_clear()
    try:
        write_file(nothing_set, **GOOD)
        first = settings.current()
        (nothing_set / ".env.local").unlink()
        assert settings.current() is first
    finally:
        settings.current.cache_clear()
        settings.allowed_origins.cache_clear()


def test_settings_that_could_not_be_read_are_read_again(nothing_set: Path) -> None:
    settings.current.cache_clear()
    settings.allowed_origins.cache_clear()
    try:
        with pytest.raises(Misconfigured):
            settings.current()
        write_file(nothing_set, **GOOD)
        assert settings.current() == settings.load(GOOD)
    finally:
        settings.current.cache_clear()
        settings.allowed_origins.cache_clear()
