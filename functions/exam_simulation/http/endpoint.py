"""The decorator of every endpoint: it checks the request, sends the response, and logs.

The contract fixes the order of checks: path, method, the token's format. Then the endpoint runs. It
reads the body first, and queries Supabase last.
"""

import functools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from secrets import token_hex
from typing import Any, Generic, Protocol, TypeVar, cast, overload
from urllib.parse import quote

import flask
from pydantic import BaseModel

from .. import budget, clock, logs, settings
from ..budget import Budget
from ..domain.errors import ExamError
from ..errors import Failure, Misconfigured, TokenRejected
from ..problem_codes import ProblemCode
from ..settings import Settings
from . import compression, cors, socket_limits
from .body import discard_body, read_body
from .problems import Problem, problem_of
from .responses import Response, problem_to_flask, to_flask
from .routes import Route
from .tokens import Caller, decode_unverified

Model = TypeVar("Model", bound=BaseModel)
Body = TypeVar("Body", bound=BaseModel | None)
SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


@dataclass(frozen=True)
class Contract:
    """The body that an endpoint takes, and that of its response; None is no body."""

    body: type[BaseModel] | None
    body_required: bool
    response: type[BaseModel] | None
    public: bool


@dataclass
class Call(Generic[Body]):
    """A request with a valid path, a valid method, and a token of a valid format.

    `now` is the time of the exam: when the request had arrived, with its body if that is read.
    """

    request: flask.Request
    settings: Settings
    now: datetime
    ids: dict[str, int]
    caller: Caller | None
    contract: Contract

    @property
    def session_id(self) -> int:
        """The id of the session in the path."""
        return self.ids["session_id"]

    @property
    def section_id(self) -> int:
        """The id of the section in the path."""
        return self.ids["section_id"]

    @property
    def token(self) -> str | None:
        """The caller's access token; None at a public endpoint."""
        return self.caller.token if self.caller else None

    def read_body(self) -> Body:
        """Read the body, as `body.read_body`. The request's time is the time after it."""
        contract = self.contract
        if contract.body is None:
            raise TypeError("this endpoint takes no body")
        body = read_body(self.request, contract.body, required=contract.body_required)
        self.now = clock.now()
        budget.current().restart(self.settings.supabase_deadline_seconds)
        return cast(Body, body)


Handler = Callable[[Call[Body]], Response]


class EntryPoint(Protocol):
    """What functions-framework calls, with the path and the contract of the endpoint."""

    __name__: str
    methods: tuple[str, ...]
    path_template: str
    contract: Contract
    matches: Callable[[str], bool]

    def __call__(self, request: flask.Request) -> flask.Response:
        """Handle a request; never raises."""


Endpoint = Callable[[Handler[Body]], EntryPoint]


@overload
def endpoint(
    method: str, path: str, *, response: type[BaseModel] | None, public: bool = False
) -> Endpoint[None]: ...


@overload
def endpoint(
    method: str,
    path: str,
    *,
    response: type[BaseModel] | None,
    body: type[Model],
    body_required: bool = False,
) -> Endpoint[Model]: ...


def endpoint(
    method: str,
    path: str,
    *,
    response: type[BaseModel] | None,
    body: type[BaseModel] | None = None,
    body_required: bool = False,
    public: bool = False,
) -> Endpoint[Any]:
    """Make an HTTP function of a handler.

    Args:
        method: its method; GET includes HEAD.
        path: the path below the base path, with `{name}` for an id.
        response: the body of a successful response; None without a body.
        body: the schema of the request's body; None takes no body.
        body_required: whether a request without a body is refused.
        public: whether callers need no token.
    """
    route = Route(method, path)
    contract = Contract(body, body_required, response, public)

    def decorate(handler: Handler[Any]) -> EntryPoint:
        @functools.wraps(handler)
        def entry_point(request: flask.Request) -> flask.Response:
            with socket_limits.limited(request.environ):
                return _serve(handler, route, contract, request)

        entry = cast(EntryPoint, entry_point)
        entry.contract = contract
        entry.methods = route.methods
        entry.path_template = route.template
        entry.matches = lambda path: route.match(path) is not None
        return entry

    return decorate


@dataclass
class _RequestContext:
    """What is logged and measured of one request."""

    request: flask.Request
    request_id: str
    started: float
    now: datetime
    budget: Budget
    origins: tuple[str, ...] = ()
    project: str | None = None
    user: str | None = None
    session: int | None = None


def _serve(
    handler: Handler[Any], route: Route, contract: Contract, request: flask.Request
) -> flask.Response:
    context = _RequestContext(
        request, _request_id(request), time.monotonic(), clock.now(), budget.begin(0)
    )
    error: Exception | None = None
    try:
        answer = _respond(handler, route, contract, context)
        context.session = answer.session_id or context.session
        response = to_flask(answer)
    except Exception as raised:  # noqa: BLE001 - the one place that turns every error into a response
        error = raised
        response = problem_to_flask(problem_of(raised), quote(request.path))
    cors.add_headers(response.headers, request.headers.get("Origin"), context.origins)
    compression.compress(response, request)
    _finish(response, context)
    _log(handler.__name__, route, context, response, error)
    return response


def _respond(
    handler: Handler[Any], route: Route, contract: Contract, context: _RequestContext
) -> Response:
    request = context.request
    context.origins = settings.allowed_origins()
    ids = route.match(request.path)
    if ids is None:
        raise Problem(ProblemCode.NOT_FOUND)
    context.session = ids.get("session_id")
    if request.method == "OPTIONS":
        return Response(204, headers=cors.preflight_headers(route))
    if request.method not in route.methods:
        raise Problem(ProblemCode.METHOD_NOT_ALLOWED, headers={"Allow": route.allow})
    configured = settings.current()
    context.project = configured.google_cloud_project
    context.budget.restart(configured.supabase_deadline_seconds)
    token = request.headers.get("Authorization")
    caller = None if contract.public else decode_unverified(token, context.now)
    context.user = str(caller.user) if caller else None
    try:
        return handler(Call(request, configured, context.now, ids, caller, contract))
    except TokenRejected as error:
        if contract.public:  # no student's token was sent: the publishable key was rejected
            raise Misconfigured(f"SUPABASE_PUBLISHABLE_KEY: {error}") from error
        raise


def _request_id(request: flask.Request) -> str:
    sent = request.headers.get("X-Request-Id", "")
    return sent if SANE_REQUEST_ID.fullmatch(sent) else token_hex(16)


def _finish(response: flask.Response, context: _RequestContext) -> None:
    # functions-framework reads the rest of a body into memory, whatever its length, unless the
    # response is a stream. So this response becomes a stream if the body has not ended.
    if not discard_body(context.request):
        response.response = iter([response.get_data()])
        response.headers["Connection"] = "close"
    spent = context.budget
    elapsed = 1000 * (time.monotonic() - context.started)
    response.headers["X-Request-Id"] = context.request_id
    response.headers["Server-Timing"] = (
        f'app;dur={elapsed:.1f}, supabase;dur={1000 * spent.seconds:.1f};desc="{spent.round_trips}"'
    )


def _log(
    function: str,
    route: Route,
    context: _RequestContext,
    response: flask.Response,
    error: Exception | None,
) -> None:
    problem = problem_of(error) if error else None
    status = response.status_code
    severity = _severity(status)
    trace = logs.trace_of(context.request.headers)
    if trace and context.project:
        trace = f"projects/{context.project}/traces/{trace}"
    is_our_failure = isinstance(error, ExamError) and severity == "ERROR"
    cause = error if isinstance(error, Failure) or is_our_failure else None
    # Any function can receive an unknown path. It must not be logged as this function's path.
    path = None if problem and problem.code is ProblemCode.NOT_FOUND else route.template
    fields = {
        "function": function,
        "method": context.request.method,
        "path": path,
        "status": status,
        "code": problem.code if problem else None,
        "cause": str(cause) if cause else None,
        # Before Supabase accepts the token, anybody may have written it.
        "user": context.user if context.budget.is_token_accepted else None,
        "session": context.session,
        "request_id": context.request_id,
        "logging.googleapis.com/trace": trace,
        "milliseconds": round(1000 * (time.monotonic() - context.started), 1),
        "supabase_round_trips": context.budget.round_trips,
        "supabase_milliseconds": round(1000 * context.budget.seconds, 1),
        "stack_trace": logs.stack_of(error)
        if error and severity == "ERROR" and not cause
        else None,
    }
    said = [context.request.method, *([path] if path else []), str(status)]
    logs.write(severity, " ".join(said), **fields)


def _severity(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "ERROR"
    return "WARNING" if status >= HTTPStatus.BAD_REQUEST else "INFO"
