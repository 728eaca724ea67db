"""The ten endpoints, as the contract lists them."""

from typing import NamedTuple

BASE_PATH = "/api/exam-simulation"


class Endpoint(NamedTuple):
    """A function, its method, and its path below the base path."""

    name: str
    method: str
    path: str

    def below(self, session: object = 1, section: object = 1) -> str:
        """The path with ids in it, below the base path."""
        return self.path.format(id=session, section_id=section)

    def whole(self, session: object = 1, section: object = 1) -> str:
        """The whole path with ids in it."""
        return BASE_PATH + self.below(session, section)

    def __str__(self) -> str:
        return self.name


CREATE_SESSION = Endpoint("create_session", "POST", "/sessions")
GET_SESSION = Endpoint("get_session", "GET", "/sessions/{id}")
START_SECTION = Endpoint("start_section", "POST", "/sessions/{id}/sections/{section_id}/start")
SAVE_ANSWERS = Endpoint("save_answers", "PUT", "/sessions/{id}/sections/{section_id}/answers")
COMPLETE_SECTION = Endpoint(
    "complete_section", "POST", "/sessions/{id}/sections/{section_id}/complete"
)
GET_RESULTS = Endpoint("get_results", "GET", "/sessions/{id}/results")
GET_HISTORY = Endpoint("get_history", "GET", "/history")
GET_CONFIG = Endpoint("get_config", "GET", "/config")
GET_PROGRESS = Endpoint("get_progress", "GET", "/progress")
DELETE_SESSION = Endpoint("delete_session", "DELETE", "/sessions/{id}")

OF_A_SECTION = [START_SECTION, SAVE_ANSWERS, COMPLETE_SECTION]
OF_A_SESSION = [GET_SESSION, *OF_A_SECTION, GET_RESULTS, DELETE_SESSION]
WITH_TOKEN = [CREATE_SESSION, *OF_A_SESSION, GET_HISTORY, GET_PROGRESS]
WITH_BODY = [CREATE_SESSION, *OF_A_SECTION]
ALL = [*WITH_TOKEN, GET_CONFIG]
