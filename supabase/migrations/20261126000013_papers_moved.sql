-- Moves the papers that rows of `exam_sessions` hold to `section_papers`, and the hashes of their Idempotency-Keys to
-- `session_keys`. It locks only the rows that it moves, until it ends. What it cannot read stays where it is.

-- A completed session does not change, and `updated_at` is the time of its last change. Moving its papers is none.
create or replace function private.guard_session_update() returns trigger
language plpgsql set search_path = ''
as $$
begin
  return new;
end $$;

-- Whether a row keeps today's checks. One that is older than these and breaks them cannot be written.
create function private.keeps_checks(session public.exam_sessions) returns boolean
language sql immutable set search_path = ''
as $$
  select session.status in ('created', 'in_progress', 'completed')
    and (session.status = 'completed') = (session.completed_at is not null)
$$;

-- The papers that a session holds, none unless all of them can be read. A section that runs has no `closed_at`.
create function private.papers_held(session public.exam_sessions) returns setof public.section_papers
language plpgsql stable set search_path = ''
as $$
declare
  held public.section_papers[];
begin
  select array_agg(row(
      session.id,
      session.user_id,
      section ->> 'deadline_at',
      case
        when section ->> 'status' = 'completed' then section ->> 'completed_at'
        when session.status = 'completed' then session.completed_at::text
      end,
      section ->> 'id',
      5,
      case when paper ? 'revision' then (paper ->> 'revision')::integer else 0 end,
      '{}'::integer[],
      coalesce(paper -> 'answers', '{}'),
      array(select jsonb_array_elements_text(paper -> 'question_ids')::integer)
    )::public.section_papers)
    into held
    from jsonb_array_elements(session.metadata -> 'sections') as section
    join jsonb_each(session.metadata -> 'papers') as papers (number, paper) on number = section ->> 'id'
    where section ->> 'status' = 'in_progress' or section ->> 'completed_at' is not null;
  if cardinality(held) = (select count(*) from jsonb_object_keys(session.metadata -> 'papers'))
    and not exists (
      select from unnest(held) as one
      where deadline_at is null or section_id < 1 or revision is null or revision < 0 or jsonb_typeof(answers) <> 'object'
        or cardinality(question_ids) < 1
    )
    and (select count(distinct section_id) from unnest(held)) = cardinality(held)
  then
    return query select * from unnest(held);
  end if;
exception when others then
  return;
end $$;

-- How the questions of a paper went, by subject and topic: how many were right, wrong and left blank.
create function private.tallies(question_ids integer[], answers jsonb) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_object_agg(subject, topics), '{}')
  from (
    select subject, jsonb_object_agg(topic, jsonb_build_array(correct, incorrect, unanswered)) as topics
    from (
      select
        subject,
        topic,
        count(*) filter (where answers ->> id::text = correct_answer) as correct,
        count(*) filter (where answers ->> id::text <> correct_answer) as incorrect,
        count(*) filter (where answers ->> id::text is null) as unanswered
      from public.questions
      where id = any (question_ids)
      group by subject, topic
    ) as tally
    group by subject
  ) as by_subject
$$;

-- A session's metadata without its papers, and with the tallies of each section that was graded.
create function private.without_papers(session public.exam_sessions) returns jsonb
language sql stable set search_path = ''
as $$
  select session.metadata - 'papers' || case
    when count(*) > 0 then jsonb_build_object('topics', jsonb_object_agg(
      paper.section_id, private.tallies(paper.question_ids, paper.answers)
    ))
    else '{}'
  end
  from jsonb_array_elements(session.metadata -> 'sections') as section
  join public.section_papers as paper
    on paper.session_id = session.id and paper.section_id::text = section ->> 'id'
  where section ? 'score'
$$;

-- Of the sections that a student left open, the one that ends last stays open. The others are closed: nothing more is saved, and
-- they are graded when their session is opened.
with held as (
  select paper.*
  from public.exam_sessions as session, private.papers_held(session) as paper
  where session.metadata -> 'papers' is not null and private.keeps_checks(session)
), ranked as (
  select *, row_number() over (
    partition by user_id, closed_at is null order by deadline_at desc, session_id desc, section_id desc
  ) as place
  from held
)
insert into public.section_papers
  (session_id, user_id, deadline_at, closed_at, section_id, option_count, revision, flagged, answers, question_ids)
select
  session_id, user_id, deadline_at,
  case when closed_at is null and place > 1 then least(now(), deadline_at) else closed_at end,
  section_id, option_count, revision, flagged, answers, question_ids
from ranked;

update public.exam_sessions as session
  set metadata = private.without_papers(session)
  where metadata -> 'papers' is not null
    and exists (select from public.section_papers as paper where paper.session_id = session.id);

-- Nothing was started in these.
update public.exam_sessions as session set metadata = metadata - 'papers'
  where metadata -> 'papers' = '{}' and private.keeps_checks(session);

insert into public.session_keys (session_id, user_id, key_sha256, request_sha256)
select id, user_id, metadata ->> 'idempotency_key_sha256', coalesce(metadata ->> 'request_sha256', '')
from public.exam_sessions
where metadata ->> 'idempotency_key_sha256' is not null
on conflict do nothing;

drop function private.without_papers(public.exam_sessions);
drop function private.tallies(integer[], jsonb);
drop function private.papers_held(public.exam_sessions);
drop function private.keeps_checks(public.exam_sessions);

create or replace function private.guard_session_update() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if old.status = 'completed' then
    raise sqlstate 'PT409' using message = 'A completed session does not change', hint = 'session_completed';
  end if;
  new.updated_at := now();
  return new;
end $$;
