"""GET /config."""

from typing import Any

import pytest

from tests.functions.conftest import Api, Retire

STRUCTURES = {
    "TOLC-I": [(20, 50), (10, 20), (10, 20), (10, 20)],
    "TOLC-E": [(13, 30), (10, 30), (13, 30)],
    "TOLC-F": [(15, 20), (15, 20), (7, 12), (7, 12), (6, 8)],
    "TOLC-S": [(20, 50), (15, 30), (5, 10), (5, 10), (5, 10), (5, 10)],
    "TOLC-B": [(20, 50), (10, 20), (10, 20), (10, 20)],
    "TOLC-SU": [(30, 60), (10, 20), (10, 20)],
    "TOLC-AV": [(8, 16), (8, 16), (8, 16), (8, 16), (8, 16), (10, 20)],
    "TOLC-PSI": [(10, 20), (10, 20), (10, 25), (10, 20), (10, 15)],
    "TOLC-SPS": [(10, 30), (15, 30), (15, 30)],
    "TOLC-LP": [(10, 30), (10, 30), (10, 30)],
}


@pytest.fixture
def types(api: Api) -> dict[str, dict[str, Any]]:
    response = api.get("/config")
    assert response.status_code == 200
    assert list(response.json) == ["exam_types"]
    return {exam_type["exam_type"]: exam_type for exam_type in response.json["exam_types"]}


def test_there_are_the_eleven_exam_types_each_once(api: Api) -> None:
    listed = [exam_type["exam_type"] for exam_type in api.get("/config").json["exam_types"]]
    assert len(set(listed)) == len(listed)
    assert set(listed) >= {*STRUCTURES, "DEMO"}


def test_an_exam_type_has_exactly_the_members_of_the_contract(
    types: dict[str, dict[str, Any]],
) -> None:
    for one in types.values():
        assert list(one) == [
            "exam_type",
            "name",
            "available",
            "total_questions",
            "total_minutes",
            "sections",
            "source",
            "as_of",
        ]
        for number, section in enumerate(one["sections"], 1):
            assert list(section) == [
                "id",
                "code",
                "name",
                "question_count",
                "duration_minutes",
                "scoring",
                "counts_into_total",
            ]
            assert section["id"] == number
            assert section["code"].replace("_", "").isalnum()
            assert section["code"].isascii()
        assert one["source"]
        assert len(one["as_of"]) == len("2026-11-22")


@pytest.mark.parametrize("name", STRUCTURES)
def test_totals_are_those_of_all_sections(types: dict[str, dict[str, Any]], name: str) -> None:
    one = types[name]
    assert one["total_questions"] == 30 + sum(questions for questions, _ in STRUCTURES[name])
    assert one["total_minutes"] == 15 + sum(minutes for _, minutes in STRUCTURES[name])


def test_a_type_is_available_where_the_bank_can_fill_every_section(
    types: dict[str, dict[str, Any]],
) -> None:
    assert {name for name, one in types.items() if not one["available"]} == set()


def test_a_type_is_not_available_where_one_section_lacks_a_question(
    api: Api, retire: Retire
) -> None:
    retire("logic", leaving=9)
    types = {
        exam_type["exam_type"]: exam_type for exam_type in api.get("/config").json["exam_types"]
    }
    assert types["TOLC-I"]["available"] is False
    assert types["DEMO"]["available"] is True


@pytest.mark.parametrize("authorization", [None, "", "Bearer garbage", "Basic YTpi"])
def test_the_configuration_is_open_to_everybody_whatever_token_they_send(
    api: Api, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    assert api.get("/config", headers=headers).status_code == 200


def test_query_parameters_are_ignored(api: Api) -> None:
    assert api.get("/config?limit=garbage&x=%00").status_code == 200
