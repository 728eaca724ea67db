"""The house holds: who may import whom, what an endpoint's file is, and where facts come from."""

import ast
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[1] / "functions"
PACKAGE = "exam_simulation"
ENDPOINTS = {
    "create_session": ("POST", "/sessions"),
    "get_session": ("GET", "/sessions/{session_id}"),
    "start_section": ("POST", "/sessions/{session_id}/sections/{section_id}/start"),
    "save_answers": ("PUT", "/sessions/{session_id}/sections/{section_id}/answers"),
    "complete_section": ("POST", "/sessions/{session_id}/sections/{section_id}/complete"),
    "get_results": ("GET", "/sessions/{session_id}/results"),
    "get_history": ("GET", "/history"),
    "get_config": ("GET", "/config"),
    "get_progress": ("GET", "/progress"),
    "delete_session": ("DELETE", "/sessions/{session_id}"),
}

ARROWS = {
    # a module of …  may import of ours …
    "main": {"endpoint", "http"},
    "endpoint": {"http", "services", "domain", "shared", "codes"},
    "services": {"services", "store", "domain", "shared", "codes"},
    "http": {"http", "domain", "shared", "codes"},
    "store": {"store", "domain", "shared", "codes"},
    "shared": {"shared", "codes"},
    "domain": {"domain", "codes"},
    "codes": set(),
}
HOMES = {
    # a library …          is known only in …
    "flask": "http",
    "werkzeug": "http",
    "functions_framework": "http",
    "supabase": "store",
    "supabase_auth": "store",
    "postgrest": "store",
    "httpx": "store",
    "pycurl": "store",
    "certifi": "store",
}
DOMAIN_IMPORTS = {
    "collections",
    "collections.abc",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "itertools",
    "math",
    "random",
    "typing",
}
"""All that the domain may import of others. None of it reads a clock, a file or the network, but
for `datetime` and `random`, of which only the types are used."""
CLOCK_READERS = {"now", "utcnow", "today", "time", "time_ns"}
EFFECTS = {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}


def module_name(path: Path) -> str:
    """The name by which a file of the functions is imported."""
    return ".".join(path.relative_to(FUNCTIONS).with_suffix("").parts).removesuffix(".__init__")


MODULES = {
    module_name(path): path
    for path in sorted([*FUNCTIONS.glob("*.py"), *(FUNCTIONS / PACKAGE).rglob("*.py")])
}


def room_of(name: str) -> str | None:
    """The room of our house that an imported name belongs to; None is somebody else's."""
    first, *rest = name.split(".")
    if first == "main":
        return "main"
    if first in ENDPOINTS:
        return "endpoint"
    if first != PACKAGE:
        return None
    if rest and rest[0] == "problem_codes":
        return "codes"
    return rest[0] if rest and rest[0] in ("domain", "services", "store", "http") else "shared"


def imports(source: str, module: str) -> Iterator[str]:
    """Every name that a module imports, absolute, wherever in it and under whatever condition."""
    package = module.split(".") if MODULES.get(module, Path()).stem == "__init__" else None
    package = package or module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def forbidden_imports(source: str, module: str) -> list[str]:
    """What a module imports against the arrows."""
    room = room_of(module)
    assert room is not None
    found = []
    for name in imports(source, module):
        target = room_of(name)
        home = HOMES.get(name.split(".")[0], room)
        stranger = target is None and room == "domain" and not may_enter_the_domain(name)
        if (target is not None and target not in ARROWS[room]) or home != room or stranger:
            found.append(name)
    return found


def may_enter_the_domain(name: str) -> bool:
    """Whether a name of somebody else's is one that the domain may import."""
    if name.split(".", maxsplit=1)[0] == "random":
        return name in ("random", "random.Random")
    return name in DOMAIN_IMPORTS or name.rpartition(".")[0] in DOMAIN_IMPORTS


def impurities(source: str) -> list[str]:
    """What a module does that is no pure computation: clocks, chance of its own, effects."""
    return [message for node in ast.walk(ast.parse(source)) if (message := impurity(node))]


def impurity(node: ast.AST) -> str | None:
    """What is impure about one node of a syntax tree."""
    match node:
        case ast.Attribute(value=ast.Name(id="random"), attr=name) if name != "Random":
            return f"random.{name}"
        case ast.Call(func=ast.Name(id="Random") | ast.Attribute(attr="Random")):
            return "Random()"
        case ast.Attribute(attr=name) if name in CLOCK_READERS:
            return f".{name}"
        case ast.Name(id=name) if name in EFFECTS:
            return name
        case ast.Global() | ast.Nonlocal():
            return "global"
        case _:
            return None


def in_room(room: str) -> list[str]:
    return [module for module in MODULES if room_of(module) == room]


# ── the arrows ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("module", MODULES)
def test_every_import_follows_the_arrows(module: str) -> None:
    assert forbidden_imports(MODULES[module].read_text(), module) == []


@pytest.mark.parametrize("module", MODULES)
def test_what_is_deployed_knows_nothing_of_what_is_not(module: str) -> None:
    known = {name.split(".")[0] for name in imports(MODULES[module].read_text(), module)}
    assert known.isdisjoint({"emulator", "openapi", "question_bank", "tests"})


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_imported_by_a_name_made_up_at_run_time(module: str) -> None:
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(MODULES[module].read_text()))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert names.isdisjoint({"__import__", "import_module"})


@pytest.mark.parametrize("module", in_room("domain"))
def test_the_domain_reads_no_clock_has_no_chance_of_its_own_and_no_effect(module: str) -> None:
    assert impurities(MODULES[module].read_text()) == []


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("create_session", "import flask", ["flask"]),
        ("create_session", "from supabase import Client", ["supabase.Client"]),
        ("create_session", "import get_session", ["get_session"]),
        ("create_session", "from exam_simulation import store", ["exam_simulation.store"]),
        (f"{PACKAGE}.services.exams", "from ..http import x", ["exam_simulation.http.x"]),
        (f"{PACKAGE}.services.exams", "import postgrest", ["postgrest"]),
        (f"{PACKAGE}.store.bank", "from .. import services", ["exam_simulation.services"]),
        ("main", "import exam_simulation.store", ["exam_simulation.store"]),
        (f"{PACKAGE}.http.cors", "from ..store import bank", ["exam_simulation.store.bank"]),
        (f"{PACKAGE}.http.cors", "from .. import store", ["exam_simulation.store"]),
        (f"{PACKAGE}.http", "from ..store.bank import Bank", ["exam_simulation.store.bank.Bank"]),
        (f"{PACKAGE}.http.cors", "import httpx", ["httpx"]),
        (f"{PACKAGE}.store.bank", "from ..http import problems", ["exam_simulation.http.problems"]),
        (f"{PACKAGE}.store.bank", "import exam_simulation.http as h", ["exam_simulation.http"]),
        (f"{PACKAGE}.store.bank", "from werkzeug import Request", ["werkzeug.Request"]),
        (f"{PACKAGE}.store.bank", "from create_session import x", ["create_session.x"]),
        (f"{PACKAGE}.settings", "from .store import client", ["exam_simulation.store.client"]),
        (f"{PACKAGE}.logs", "from . import http", ["exam_simulation.http"]),
        (f"{PACKAGE}.clock", "from .domain import draw", ["exam_simulation.domain.draw"]),
        (f"{PACKAGE}.domain.draw", "from .. import clock", ["exam_simulation.clock"]),
        (f"{PACKAGE}.domain.draw", "from ..store import x", ["exam_simulation.store.x"]),
        (f"{PACKAGE}.domain.draw", "import time, pydantic", ["time", "pydantic"]),
        (f"{PACKAGE}.domain.draw", "from random import choice", ["random.choice"]),
        (f"{PACKAGE}.domain.draw", "def f():\n  import os", ["os"]),
        (f"{PACKAGE}.domain.draw", "if TYPE_CHECKING:\n  import flask", ["flask"]),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str, found: list[str]) -> None:
    assert forbidden_imports(source, module) == found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("main", "from create_session import create_session"),
        ("create_session", "from exam_simulation.services import x\nimport random"),
        (f"{PACKAGE}.services.exams", "from ..store import Bank\nfrom ..domain import session"),
        (
            f"{PACKAGE}.http.endpoint",
            "from .. import budget, clock\nfrom . import cors\nimport flask",
        ),
        (f"{PACKAGE}.store", "from .bank import Bank\nfrom ..domain.draw import draw"),
        (f"{PACKAGE}.domain.draw", "import random\nfrom .errors import ExamError"),
        (f"{PACKAGE}.domain.draw", "from collections.abc import Mapping"),
        (f"{PACKAGE}.settings", "from .errors import Misconfigured\nimport pydantic"),
    ],
)
def test_an_allowed_import_is_not_complained_of(module: str, source: str) -> None:
    assert forbidden_imports(source, module) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("datetime.now(UTC)", [".now"]),
        ("date.today()", [".today"]),
        ("read = datetime.utcnow", [".utcnow"]),
        ("random.shuffle(questions)", ["random.shuffle"]),
        ("rng = random.Random(7)", ["Random()"]),
        ("rng = Random()", ["Random()"]),
        ("random.SystemRandom()", ["random.SystemRandom"]),
        ("open('file')", ["open"]),
        ("print(1)", ["print"]),
        ("def f():\n  global cache", ["global"]),
        ("def draw(rng: random.Random, now: datetime): rng.shuffle([])", []),
    ],
)
def test_an_impure_line_is_found(source: str, found: list[str]) -> None:
    assert impurities(source) == found


def test_the_time_of_day_is_read_in_one_place() -> None:
    readers = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func)
        in ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
    }
    assert readers == {f"{PACKAGE}.clock"}


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        module
        for module, path in MODULES.items()
        if any(name.split(".")[0] in ("os", "dotenv") for name in imports(path.read_text(), module))
    }
    assert readers == {f"{PACKAGE}.settings"}


# ── the question bank's tools ────────────────────────────────────────────────────────────────────

TOOLS = FUNCTIONS.parent / "question_bank"
TOOL_ARROWS = {
    # a module of …          may import of its siblings …
    "__init__": set(),
    "__main__": {"commands"},
    "banks": {"banks", "faults", "question", "reading"},
    "checks": {"faults", "reading"},
    "arguments": {"formats", "own", "reading"},
    "commands": {
        *("arguments", "banks", "checks", "faults", "formats", "own", "reading", "solving"),
    },
    "faults": set(),
    "formats": {"faults", "formats", "question"},
    "measures": {"question"},
    "own": {"faults", "measures", "question", "reading"},
    "question": set(),
    "reading": {"faults", "formats", "question"},
    "solving": {"question"},
}
TOOL_HOMES = {"psycopg": "banks", "supabase": "banks", "httpx": "banks", "postgrest": "banks"}
TOOL_HOMES |= {"lxml": "formats", "yaml": "formats", "csv": "formats", "rich": "commands"}
# What the tools know of the functions: how an exam is made up, and nothing of how it is served.
KNOWN_OF_THE_FUNCTIONS = ("exam_simulation.domain.", "exam_simulation.services.catalogue.")


def tool_imports(path: Path) -> list[str]:
    """What a module of the tools imports, by whole names."""
    return list(imports(path.read_text(), "question_bank"))


@pytest.mark.parametrize("path", sorted(TOOLS.rglob("*.py")), ids=lambda path: path.stem)
def test_every_import_of_the_bank_s_tools_follows_the_arrows(path: Path) -> None:
    room = path.relative_to(TOOLS).parts[0].removesuffix(".py")
    for name in tool_imports(path):
        first, *rest = name.split(".")
        if first == "question_bank":
            assert rest[0] in TOOL_ARROWS[room], name
        if first == PACKAGE:
            assert name.startswith(KNOWN_OF_THE_FUNCTIONS), name
        if first in TOOL_HOMES and (first, room) != ("csv", "solving"):
            assert TOOL_HOMES[first] == room, name


# ── the endpoints ────────────────────────────────────────────────────────────────────────────────


def entry_points(tree: ast.Module) -> dict[str, tuple[object, ...]]:
    """The functions that `@endpoint` makes entry points, with what it is given by position."""
    return {
        node.name: tuple(ast.literal_eval(argument) for argument in decorator.args)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "endpoint"
    }


def test_every_endpoint_of_the_contract_has_a_file_and_every_file_is_one() -> None:
    assert {path.stem for path in FUNCTIONS.glob("*.py")} == {*ENDPOINTS, "main"}


@pytest.mark.parametrize("name", ENDPOINTS)
def test_the_name_of_an_endpoints_file_is_its_one_entry_point(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text())
    assert entry_points(tree) == {name: ENDPOINTS[name]}


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_endpoints_file_offers_nothing_but_its_entry_point(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text())
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert [it for it in defined if not it.startswith("_")] == [name]


def test_main_imports_every_endpoint_and_offers_nothing_else() -> None:
    _docstring, *statements = ast.parse(MODULES["main"].read_text()).body
    assert sorted(map(ast.unparse, statements)) == sorted(
        [
            *(f"from {name} import {name}" for name in ENDPOINTS),
            f"__all__ = {sorted(ENDPOINTS)}",
            "from exam_simulation.http.framework import close_at_once, handle_unrouted",
            *("handle_unrouted()", "close_at_once()"),
            # a faster start
            *("import gc", "gc.disable()", "gc.freeze()", "gc.enable()"),
        ]
    )


# ── the data ─────────────────────────────────────────────────────────────────────────────────────

DATA_FILES = sorted((FUNCTIONS / PACKAGE / "services" / "exam_types").iterdir())


def test_there_is_a_data_file_for_each_of_the_eleven_exam_types() -> None:
    tolcs = ["av", "b", "e", "f", "i", "lp", "psi", "s", "sps", "su"]
    names = {path.name for path in DATA_FILES}
    assert {"demo.json", *(f"tolc-{it}.json" for it in tolcs)} <= names


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.stem)
def test_a_data_file_says_where_it_is_from_and_as_of_when(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["source"].strip()
    assert date.fromisoformat(content["as_of"]).isoformat() == content["as_of"]


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.stem)
def test_a_data_file_is_named_for_its_exam_type(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["exam_type"].lower() == path.stem
