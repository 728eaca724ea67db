"""The bodies that the endpoints take, as the contract writes them."""

from functools import lru_cache
from itertools import islice
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from ...domain.answers import AnswerSheet, Flag, GivenAnswer
from ..problems import MAX_FAULTS
from .responses import OPTION_KEY


def _given(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null", "may be left out, but is not null")
    return value


def _not_null(kind: Any) -> BeforeValidator:
    return BeforeValidator(_given, json_schema_input_type=kind)


MAX_ANSWERS = 500
"""No paper has so many questions."""
LISTED, MAPPED = "(list)", "(map)"
"""The two forms of answers, as pydantic names them in the location of an error."""

_Revision = Annotated[int, Field(ge=0)]
Revision = Annotated[
    _Revision | None,
    _not_null(_Revision),
    Field(description="The revision that this builds on; 409 if another one is stored."),
]


class _Strict(BaseModel):
    model_config = ConfigDict(defer_build=True, strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _few_members(cls, value: Any) -> Any:
        """Refuse an object with too many members before each of them becomes a fault."""
        known = cls.model_fields
        if isinstance(value, dict) and len(value) > len(known):
            unknown = islice((name for name in value if name not in known), MAX_FAULTS)
            raise ValidationError.from_exception_data(
                cls.__name__,
                [
                    InitErrorDetails(type="extra_forbidden", loc=(name,), input=None)
                    for name in unknown
                ],
            )
        return value


Codes = Annotated[
    list[str],
    Field(min_length=1, max_length=MAX_ANSWERS, json_schema_extra={"uniqueItems": True}),
]


class EmptyBody(_Strict):
    """No body. An empty object is accepted."""


class CreateSession(_Strict):
    """What `create_session` takes."""

    exam_type: str = "TOLC-I"
    extra_time_percent: Annotated[
        int, Field(ge=0, le=100, description="Lengthens every section, in whole percent.")
    ] = 0
    sections: Annotated[
        Codes | None,
        _not_null(Codes),
        Field(description="For practice: the codes of some of the sections."),
    ] = None


# More than is checked here: any other text is an option that the question lacks.
_CHOICE = {"anyOf": [OPTION_KEY, {"type": "null"}]}


class Answer(_Strict):
    """One answer; null is a blank, which may be flagged."""

    question_id: int
    answer: Annotated[str | None, WithJsonSchema(_CHOICE)] = Field(
        description="The key of an option of this question."
    )
    flagged: bool = Field(default=False, description="Marked to look at again.")


def _few(answers: Any) -> Any:
    """Check the length first; pydantic would check each entry first."""
    if isinstance(answers, dict | list) and len(answers) > MAX_ANSWERS:
        raise PydanticCustomError("too_long", f"Input should have at most {MAX_ANSWERS} entries")
    return answers


def _few_faults(answers: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Collect the faults of a few answers, not those of all."""
    try:
        return validate(answers)  # stops at the first answer that is wrong
    except ValidationError as error:
        location = error.errors(include_url=False, include_input=False)[0]["loc"]
        if not location:  # not a list
            raise
    return _every_fault().validate_python(answers[: int(location[0]) + MAX_FAULTS])


@lru_cache(maxsize=1)
def _every_fault() -> TypeAdapter[list[Answer]]:
    return TypeAdapter(list[Answer])


def _form(answers: object) -> str:
    return MAPPED if isinstance(answers, dict) else LISTED


_ID = "^[1-9][0-9]{0,18}$"
_Id = Annotated[str, Field(pattern=_ID)]
_Listed = Annotated[
    list[Answer],
    Field(max_length=MAX_ANSWERS, fail_fast=True),
    WrapValidator(_few_faults),
    Tag(LISTED),
]
_Mapped = Annotated[
    dict[_Id, str | None],
    Field(max_length=MAX_ANSWERS),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": _ID},
            "additionalProperties": _CHOICE,
            "maxProperties": MAX_ANSWERS,
        }
    ),
    Tag(MAPPED),
]
Answers = Annotated[_Listed | _Mapped, Discriminator(_form), BeforeValidator(_few)]
Flagged = Annotated[list[int], Field(max_length=MAX_ANSWERS)]


class _WithAnswers(_Strict):
    """Answers in either form. In the map form the flags are a member of their own."""

    model_config = ConfigDict(json_schema_extra={"dependentRequired": {"flagged": ["answers"]}})

    answers: Answers | None
    flagged: Annotated[
        Flagged | None,
        _not_null(Flagged),
        Field(description="With answers in the map form alone: the ids of the flagged questions."),
    ] = None

    @field_validator("flagged", mode="after")
    @classmethod
    def _beside_a_map(cls, flagged: Any, known: ValidationInfo) -> Any:
        if "answers" in known.data and not isinstance(known.data["answers"], dict):
            raise PydanticCustomError("flagged", "goes with answers in the map form alone")
        return flagged

    def given(self) -> AnswerSheet | None:
        """The answers and flags for the domain; None if none were sent."""
        if self.answers is None:
            return None
        return (
            _of_map(self.answers, self.flagged or [])
            if isinstance(self.answers, dict)
            else _of_list(self.answers)
        )


def _of_list(answers: list[Answer]) -> AnswerSheet:
    places = [f"#/answers/{index}" for index in range(len(answers))]
    given = [
        GivenAnswer(answer.question_id, answer.answer, f"{place}/question_id", f"{place}/answer")
        for place, answer in zip(places, answers, strict=True)
    ]
    flags = [
        Flag(answer.question_id, f"{place}/question_id")
        for place, answer in zip(places, answers, strict=True)
        if answer.flagged
    ]
    return AnswerSheet(tuple(given), tuple(flags))


def _of_map(answers: dict[str, str | None], flagged: list[int]) -> AnswerSheet:
    return AnswerSheet(
        tuple(
            GivenAnswer(
                int(question_id), answer, f"#/answers/{question_id}", f"#/answers/{question_id}"
            )
            for question_id, answer in answers.items()
        ),
        tuple(Flag(question_id, f"#/flagged/{index}") for index, question_id in enumerate(flagged)),
    )


class SaveAnswers(_WithAnswers):
    """What `save_answers` takes."""

    answers: Annotated[
        Answers,
        Field(description="All answers, as a list or as a map by id. They replace what was saved."),
    ]
    base_revision: Revision = None


class CompleteSection(_WithAnswers):
    """What `complete_section` takes."""

    answers: Annotated[
        Answers | None,
        _not_null(Answers),
        Field(description="All answers to grade. Without them, what was saved is graded."),
    ] = None
    base_revision: Revision = None
