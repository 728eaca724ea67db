"""The settings of the functions: one typed model, read on the first request.

They come from the environment. For local work they also come from the file `.env.local`, in the
working directory or above it; the environment wins. `.env.example` explains each.
"""

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from .errors import Misconfigured

ENV_FILE = ".env.local"
DEPLOYED = "K_SERVICE"
"""Cloud Run sets this variable (its container runtime contract)."""


def _split(value: object) -> object:
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


Origins = Annotated[
    tuple[Annotated[str, Field(pattern=r"^(\*|https?://[^/\s*]+(:\*)?)$")], ...],
    BeforeValidator(_split),
]


def _header_value(value: str) -> str:
    if not re.fullmatch(r"[!-~]+", value):
        raise ValueError("must have visible ASCII characters only, and no line break at the end")
    return value


def _secret_header_value(value: SecretStr) -> SecretStr:
    _header_value(value.get_secret_value())
    return value


def _origin(value: str) -> str:
    parts = urlsplit(value)
    server = f"{parts.scheme}://{parts.netloc}"
    # reading the port raises where it is none
    if parts.port == 0 or not parts.hostname or not re.fullmatch(r"https?://[^@/]+", server):
        raise ValueError("is not the URL of a server")
    if value.removesuffix("/") != server:
        raise ValueError("has more than scheme, host and port")
    return value


class Settings(BaseModel):
    """All settings. The fields are the environment variables, in lower case."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    supabase_url: Annotated[str, Field(pattern=r"^[!-~]+$"), AfterValidator(_origin)]
    supabase_publishable_key: Annotated[str, AfterValidator(_header_value)]
    exam_functions_key: Annotated[
        SecretStr, Field(min_length=32), AfterValidator(_secret_header_value)
    ]
    cors_allowed_origins: Origins = ()
    supabase_deadline_seconds: float = Field(default=8.0, gt=0, le=9)
    google_cloud_project: str | None = None


def load(environment: Mapping[str, str | None] | None = None) -> Settings:
    """Read the settings.

    Args:
        environment: where from; without one, the process's own and, unless deployed, the file's.

    Raises:
        Misconfigured: naming each variable that is missing or malformed, never its value.
    """
    try:
        return Settings.model_validate(
            _environment() if environment is None else _given(environment)
        )
    except ValidationError as error:
        faults = (f"{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise Misconfigured("; ".join(faults)) from None


def _environment() -> dict[str, str]:
    return {**_given(_local()), **_given(os.environ)}


def _local() -> Mapping[str, str | None]:
    """What the file says, where there is one."""
    if os.environ.get(DEPLOYED):
        return {}
    from dotenv import dotenv_values, find_dotenv  # noqa: PLC0415 - not needed when deployed

    env_file = find_dotenv(ENV_FILE, usecwd=True)
    return dotenv_values(env_file) if env_file else {}


def _given(environment: Mapping[str, str | None]) -> dict[str, str]:
    """The variables that are not empty."""
    return {name.lower(): value for name, value in environment.items() if value}


class _Cors(BaseModel):
    cors_allowed_origins: Origins = ()


@lru_cache(maxsize=1)
def allowed_origins() -> tuple[str, ...]:
    """Give the origins whose pages may read responses, whatever is wrong with other settings."""
    try:
        return _Cors.model_validate(_environment()).cors_allowed_origins
    except ValidationError:
        return ()  # `current` says what is wrong


@lru_cache(maxsize=1)
def current() -> Settings:
    """Give the settings of the process. They are read once; a failure is not cached.

    Raises:
        Misconfigured: as `load`.
    """
    return load()
