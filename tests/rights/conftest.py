"""Databases of four kinds with all migrations."""

from collections.abc import Iterator
from typing import Literal

import psycopg
import pytest

from tests.rights.callers import Connection
from tests.schema.projects import MIGRATIONS, Cluster, Kind, Project

# The local server makes itself a platform of either kind; the others are like hosted projects.
Platform = Literal["open", "closed", "older", "new"]


@pytest.fixture(scope="session")
def migrated_projects(cluster: Cluster, empty_projects: dict[Kind, Project]) -> dict[Kind, Project]:
    """A project of each kind with all migrations, applied by its plain owner."""
    projects = {kind: cluster.project(empty) for kind, empty in empty_projects.items()}
    for project in projects.values():
        project.apply(*MIGRATIONS)
    return projects


@pytest.fixture(params=["open", "closed", "older", "new"])
def platform(request: pytest.FixtureRequest) -> Platform:
    """The kind of platform."""
    chosen: Platform = request.param
    return chosen


@pytest.fixture
def connection(platform: Platform, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection as superuser; nothing that is done on it stays."""
    match platform:
        case "open":
            url = request.getfixturevalue("stack").postgres.superuser_url
        case "closed":
            url = request.getfixturevalue("closed_stack").postgres.superuser_url
        case "older" | "new":
            url = request.getfixturevalue("migrated_projects")[platform].superuser_url
    with psycopg.connect(url) as connected:
        yield connected
        connected.rollback()
