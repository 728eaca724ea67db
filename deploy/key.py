"""Makes a functions' key and registers its SHA-256: `python -m deploy.key`.

The key is the only line on standard output. What to do next goes to standard error.
"""

import hashlib
import os
import secrets
import sys

import psycopg

KEY_BYTES = 32
REGISTER = "insert into private.functions_keys values ('{}')"


def main() -> int:
    """Make a key. With DATABASE_URL, register its hash there; else say how to.

    Returns:
        The exit code: 1 if the database cannot be reached, or lacks our objects.
    """
    key = secrets.token_hex(KEY_BYTES)
    statement = REGISTER.format(hashlib.sha256(key.encode()).hexdigest())
    url = os.environ.get("DATABASE_URL")
    if url is None:
        _say("DATABASE_URL is not set. Register the key's SHA-256 yourself:")
        _say(f'\n    supabase db query --remote "{statement}"\n')
    else:
        try:
            with psycopg.connect(url) as connection:
                connection.execute(statement)
        except psycopg.Error as error:
            _say(f"No key was made: {str(error).strip()}")
            return 1
        _say("The key's SHA-256 is registered in the database.")
    _say("This is the key. Store it as EXAM_FUNCTIONS_KEY, in a secret manager or in .env.local:")
    print(key)
    _say("Then deploy the functions with it. The database cannot show it again.")
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
