"""Projects like hosted ones, on the shared Postgres, and the Supabase CLI that pushes to them."""

import shutil

import pytest

from tests.schema import install_cli
from tests.schema.cli import Cli, Lint, Said
from tests.schema.projects import SUPABASE, Cluster, Kind, Project


@pytest.fixture(scope="session", params=["new", "older"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Both kinds of project: a new one exposes nothing, an older one everything."""
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def empty_project(cluster: Cluster, empty_projects: dict[Kind, Project], kind: Kind) -> Project:
    """A project of one's own before any migration."""
    return cluster.project(empty_projects[kind])


@pytest.fixture(scope="session")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """The Supabase CLI, in a copy of this project."""
    if not install_cli.CLI.exists():
        pytest.fail("the Supabase CLI is missing: run `python tests/schema/install_cli.py`")
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(SUPABASE, project / "supabase")
    return Cli(install_cli.CLI, project, home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def pushed_projects(cluster: Cluster, empty_projects: dict[Kind, Project]) -> dict[Kind, Project]:
    """A copy of each empty project, for the CLI to push to."""
    return {kind: cluster.project(empty) for kind, empty in empty_projects.items()}


@pytest.fixture(scope="session")
def pushes(pushed_projects: dict[Kind, Project], cli: Cli) -> dict[Kind, Said]:
    """What the CLI said when it pushed all migrations and the seed."""
    said = {
        kind: cli.push(project.cli_url, "--include-seed")
        for kind, project in pushed_projects.items()
    }
    for one in said.values():
        assert one.code == 0, one.err
    return said


@pytest.fixture(scope="session")
def pushed_project(
    pushed_projects: dict[Kind, Project],
    pushes: dict[Kind, Said],  # noqa: ARG001 - they were made to be pushed to
    kind: Kind,
) -> Project:
    """A project with all migrations and the seed, to be looked at and never changed."""
    return pushed_projects[kind]


@pytest.fixture
def own_project(cluster: Cluster, pushed_project: Project) -> Project:
    """A project of one's own, with all migrations and the seed."""
    return cluster.project(pushed_project)


@pytest.fixture(scope="session")
def advice(cli: Cli, pushed_project: Project) -> list[Lint]:
    """Everything that Supabase's advisors say about a project with all migrations."""
    return cli.advice(pushed_project.cli_url)
