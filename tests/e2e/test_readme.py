"""What README says to type, typed."""

import json
import os
import re
import subprocess
from pathlib import Path

README = (Path(__file__).parent.parent.parent / "README.md").read_text()


def test_the_curl_lines_take_a_student_from_sign_up_to_results(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (block,) = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [f'{name}="{value}"' for name, value in environment.items()]
    (tmp_path / ".env.local").write_text("\n".join(lines))
    script = tmp_path / "typed.sh"
    script.write_text(block)

    done = subprocess.run(
        ["bash", "-e", str(script)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines() if line]
    saved, first, _, second, results, history, progress, practice = answers
    assert saved["revision"] == 1
    assert [str(number) for number in saved["flagged"]] == [*saved["answers"]]
    assert first["all_completed"] is False
    assert second["all_completed"] is True
    assert results["session_id"] == first["session_id"] == history[0]["id"]
    assert [section["score"]["unanswered"] for section in results["sections"]] == [2, 3]
    assert results["sections"][0]["questions"][0]["flagged"] is True
    assert [session["id"] for session in progress["sessions"]] == [results["session_id"]]
    assert (practice["name"], practice["status"]) == ("Logica", "in_progress")
