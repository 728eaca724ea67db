"""The exam types: data files with source and date, validated when they are first read."""

from functools import lru_cache
from importlib.resources import files

from pydantic import TypeAdapter

from ..domain.exam_type import ExamType


@lru_cache(maxsize=1)
def exam_types() -> dict[str, ExamType]:
    """Give every exam type by its name, in the order of the files' names.

    Raises:
        pydantic.ValidationError: a file does not describe an exam type.
    """
    folder = files(__package__) / "exam_types"
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    exam_type = TypeAdapter(ExamType)
    read = (exam_type.validate_json((folder / name).read_bytes()) for name in found)
    return {exam_type.exam_type: exam_type for exam_type in read}
