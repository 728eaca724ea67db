"""The functions in this process, exactly as functions-framework would serve them."""

from pathlib import Path

import flask
import functions_framework
import main
import pytest
from werkzeug.test import TestResponse

MAIN = Path(main.__file__)
ENTRY_POINTS = [getattr(main, name) for name in main.__all__]


class Api:
    """Sends requests to whichever function's path they name, as the emulator does."""

    def __init__(self) -> None:
        self.apps: dict[str, flask.Flask] = {
            entry.__name__: functions_framework.create_app(entry.__name__, str(MAIN))
            for entry in ENTRY_POINTS
        }

    def request(self, method: str, path: str, **options: object) -> TestResponse:
        """Send a request to `path`, below the base path."""
        whole = f"/api/exam-simulation{path}"
        bare = whole.partition("?")[0]
        name = next((e.__name__ for e in ENTRY_POINTS if e.matches(bare)), "get_config")
        return self.apps[name].test_client().open(whole, method=method, **options)  # type: ignore[arg-type]

    def get(self, path: str, **options: object) -> TestResponse:
        """GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: object) -> TestResponse:
        """POST."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: object) -> TestResponse:
        """PUT."""
        return self.request("PUT", path, **options)


@pytest.fixture(scope="session")
def apps() -> Api:
    """The eight apps, made once."""
    return Api()


@pytest.fixture
def api(apps: Api, functions_environment: None) -> Api:  # noqa: ARG001
    """The eight apps, on the running stack."""
    return apps
