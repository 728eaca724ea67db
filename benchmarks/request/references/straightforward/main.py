"""What one would write first: the session's row, through supabase-py, as its documentation has it.

No token is looked at, no error is told apart, nothing is validated, settled, timed or logged.
"""

import os
from typing import Any

import flask
import httpx
import supabase
from supabase.lib.client_options import SyncClientOptions

CONNECTIONS = httpx.Client()


def get_session(request: flask.Request) -> Any:
    """Show a session."""
    options = SyncClientOptions(
        headers={"Authorization": request.headers["Authorization"]},
        httpx_client=CONNECTIONS,
        auto_refresh_token=False,
        persist_session=False,
    )
    client = supabase.create_client(
        os.environ["SUPABASE_URL"], os.environ["SUPABASE_PUBLISHABLE_KEY"], options
    )
    session_id = request.path.rpartition("/")[2]
    return client.table("exam_sessions").select("*").eq("id", session_id).single().execute().data
