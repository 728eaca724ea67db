"""Requests made from the document, over HTTP: whatever is sent, the answer is a documented one."""

import os
import sys
from collections import Counter
from random import Random

from exam_simulation.http.routes import BASE_PATH
from tests.conftest import SignUp
from tests.openapi.conformance import OPERATIONS
from tests.openapi.fuzzing import Desk, Tally, along_the_links, each_operation

REQUESTS = int(os.environ.get("FUZZ_REQUESTS") or 500)
SEED = int(os.environ.get("FUZZ_SEED") or 1)


def tell(text: str) -> None:
    """Say something to anyone who is watching."""
    sys.stdout.write(f"{text}\n")


def all_succeeded(answered: Tally) -> bool:
    """Whether every operation has answered that it did what was asked."""
    return {name for name, status in answered if 200 <= status < 300} >= set(OPERATIONS)


def test_every_answer_is_a_documented_one_and_every_operation_succeeds(
    environment: dict[str, str], sign_up: SignUp
) -> None:
    tell(f"to repeat this: make fuzz REQUESTS={REQUESTS} SEED={SEED}")
    answered: Tally = Counter()
    desk, seeds = Desk(answered, environment["FUNCTIONS_URL"] + BASE_PATH, sign_up), Random(SEED)
    each_operation(desk, seed=seeds.getrandbits(32), cases=max(1, REQUESTS // 100))
    while answered.total() < REQUESTS or (
        not all_succeeded(answered) and answered.total() < 3 * REQUESTS
    ):
        along_the_links(desk, seed=seeds.getrandbits(32), walks=max(1, REQUESTS // 50))
    for (name, status), count in sorted(answered.items()):
        tell(f"{count:6} {name} {status}")
    tell(f"{answered.total():6} requests")
    assert answered.total() >= REQUESTS
    assert all_succeeded(answered)
