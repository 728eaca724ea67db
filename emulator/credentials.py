"""The secrets of one emulator: made on the first run, kept in its state folder."""

import base64
import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Credentials:
    """All secrets. None of them is shown when the object is printed."""

    superuser_password: str = field(repr=False)
    owner_password: str = field(repr=False)
    jwt_secret: str = field(repr=False)
    publishable_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    functions_key: str = field(repr=False)

    @classmethod
    def load_or_make(cls, path: Path) -> Self:
        """Read the secrets from a file, or make new ones and write the file."""
        if path.exists():
            return cls(**json.loads(path.read_text()))
        made = cls(
            superuser_password=secrets.token_hex(16),
            owner_password=secrets.token_hex(16),
            jwt_secret=secrets.token_hex(32),
            publishable_key=_api_key("publishable"),
            secret_key=_api_key("secret"),
            functions_key=secrets.token_urlsafe(32),
        )
        write_private(path, json.dumps(asdict(made), indent=2) + "\n")
        return made


def write_private(path: Path, text: str) -> None:
    """Write a file in one step. From the first moment only its owner can read it."""
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def _api_key(kind: str) -> str:
    """Make an API key in Supabase's form: a random part and its checksum."""
    key = f"sb_{kind}_{secrets.token_urlsafe(17)[:22]}"
    digest = hashlib.sha256(f"supabase-self-hosted|{key}".encode()).digest()
    return f"{key}_{base64.urlsafe_b64encode(digest).decode()[:8]}"
