"""The same exam with openapi-python-client."""

import os
import uuid

from exam_simulation_client import AuthenticatedClient, models
from exam_simulation_client.api.exam_types import get_config
from exam_simulation_client.api.sections import complete_section, save_answers, start_section
from exam_simulation_client.api.sessions import create_session, get_history, get_results

base_url = os.environ["FUNCTIONS_URL"] + "/api/exam-simulation"
client = AuthenticatedClient(base_url=base_url, token=os.environ["TOKEN"])

types = get_config.sync(client=client)
assert isinstance(types, models.ExamTypes)
[demo] = [one for one in types.exam_types if one.exam_type == "DEMO"]
assert demo.available

body = models.CreateSession(exam_type=demo.exam_type)
session = create_session.sync(client=client, body=body, idempotency_key=str(uuid.uuid4()))
assert isinstance(session, models.ExamSession), session
first = session.metadata.sections[0]
assert session.status is models.SessionStatus.CREATED
assert first.status is models.SectionStatus.PENDING
assert not first.score

paper = start_section.sync(session.id, first.id, client=client)
assert isinstance(paper, models.Paper), paper
chosen = {str(one.id): "d" if "d" in one.options else "a" for one in paper.questions}
answers = models.SaveAnswersAnswersType1.from_dict(chosen)
flagged = [paper.questions[0].id]
mapped = models.SaveAnswers(answers=answers, flagged=flagged, base_revision=paper.revision)
saved = save_answers.sync(session.id, first.id, client=client, body=mapped)
assert isinstance(saved, models.SavedAnswers), saved
print(saved.revision, len(saved.flagged))

blanks = [models.Answer(question_id=one.id, answer=None) for one in paper.questions]
listed = models.SaveAnswers(answers=blanks, base_revision=0)
stale = save_answers.sync(session.id, first.id, client=client, body=listed)
assert isinstance(stale, models.SaveAnswersResponse409Type1), stale
print(stale.answers[str(paper.questions[0].id)].value, stale.revision)

done = complete_section.sync(session.id, first.id, client=client)
assert isinstance(done, models.Outcome), done
print(done.score.total, done.overall_score.percentage if done.overall_score else "not yet")
early = get_results.sync(session.id, client=client)
assert isinstance(early, models.GetResultsResponse409), early
print(early.code.value)
history = get_history.sync(client=client, status=models.GetHistoryStatus.UNFINISHED, limit=5)
assert isinstance(history, list)
print(history[0].id == session.id, history[0].sections[0].seconds_used is not None)
malformed = get_history.sync(client=client, limit=1000)
assert isinstance(malformed, models.GetHistoryResponse400), malformed
print(malformed.errors[0].parameter)
