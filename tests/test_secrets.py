"""No secret is committed: every file that is, or that would be, goes through detect-secrets."""

import secrets
import subprocess
from pathlib import Path

import pytest
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

from emulator.credentials import Credentials
from tests.functions.tokens import signed

PROJECT = Path(__file__).parents[1]
HASHES = {"requirements.txt", "requirements-run.txt", "requirements-dev.txt", "package-lock.json"}
"""Lock files: of what is installed they hold the hashes, which look random because they are."""

DETECTORS = [
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "GitHubTokenDetector",
    "JwtTokenDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "SendGridDetector",
    "SlackDetector",
    "StripeDetector",
    "TwilioKeyDetector",
]
SETTINGS = {
    "plugins_used": [
        *({"name": name} for name in DETECTORS),
        {
            "name": "SupabaseSecretKeyDetector",
            "path": (PROJECT / "tests" / "supabase_keys.py").as_uri(),
        },
        {"name": "Base64HighEntropyString", "limit": 4.5},
        {"name": "HexHighEntropyString", "limit": 3.0},
    ],
    # What is marked in its line (`pragma: allowlist secret`) is let through; nothing is looked up.
    "filters_used": [
        {"path": "detect_secrets.filters.allowlist.is_line_allowlisted"},
        {"path": "detect_secrets.filters.heuristic.is_sequential_string"},
        {"path": "detect_secrets.filters.heuristic.is_potential_uuid"},
        {"path": "detect_secrets.filters.heuristic.is_templated_secret"},
    ],
}


def found_in(files: list[Path]) -> list[str]:
    """Where something looks like a secret."""
    collection = SecretsCollection()
    with transient_settings(SETTINGS):
        for file in files:
            collection.scan_file(str(file))
    return [f"{Path(name).name}:{one.line_number}: {one.type}" for name, one in collection]


def ours() -> list[Path]:
    """Every file but what is ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    files = [PROJECT / name for name in listed.stdout.splitlines()]
    return [file for file in files if file.is_file() and file.name not in HASHES]


def test_no_file_holds_a_secret() -> None:
    files = ours()
    assert PROJECT / "README.md" in files
    assert found_in(files) == []


@pytest.mark.parametrize(
    "line",
    [
        'EXAM_FUNCTIONS_KEY = "{functions_key}"',
        'SUPABASE_SECRET_KEY = "{secret_key}"',
        'TOKEN = "{token}"',
        'JWT_SECRET = "{jwt_secret}"',
        "DATABASE_URL=postgresql://postgres:{owner_password}@db.example.com:5432/postgres",
        "-----BEGIN EC PRIVATE KEY-----",  # pragma: allowlist secret
    ],
)
def test_each_secret_that_this_project_uses_would_be_found(tmp_path: Path, line: str) -> None:
    made = {
        **vars(Credentials.load_or_make(tmp_path / "secrets.json")),
        "functions_key": secrets.token_hex(32),  # as operators are told to make it
        "token": signed({"role": "service_role"}, secrets.token_hex()),
    }
    file = tmp_path / "settings.py"
    file.write_text(line.format_map(made) + "\n")
    assert len(found_in([file])) >= 1
