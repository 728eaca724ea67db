-- What a student was handed and answers, in rows of its own: one narrow row for each section that was started. An autosave then
-- rewrites some hundred bytes and touches no index, where it rewrote the whole of `exam_sessions.metadata` before.

-- ── section_papers ───────────────────────────────────────────────────────────────────────────────
create table public.section_papers (
  session_id integer not null references public.exam_sessions (id) on delete cascade,
  user_id integer not null,
  deadline_at timestamptz not null,
  closed_at timestamptz,
  section_id smallint not null check (section_id >= 1),
  option_count smallint not null default 5 check (option_count between 2 and 5),
  revision integer not null default 0 check (revision >= 0),
  flagged integer[] not null default '{}',
  answers jsonb not null default '{}' check (jsonb_typeof(answers) = 'object'),
  question_ids integer[] not null check (cardinality(question_ids) >= 1),
  primary key (session_id, section_id)
) with (
  -- A row changes two hundred times in an hour: room on its page lets each change stay there, without touching an index.
  fillfactor = 30, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2
);
comment on table public.section_papers is 'The paper of each section that was started: its questions, what was answered, and its clock.';
comment on column public.section_papers.option_count is 'How many options each of its questions has at least, from a on.';
comment on column public.section_papers.revision is 'How often the answers were saved. Counted by a trigger.';
comment on column public.section_papers.closed_at is 'Since when nothing more is saved; null while the section is open.';

-- A student sits one section at a time. It also finds the open one.
create unique index section_papers_open on public.section_papers (user_id) where closed_at is null;
-- Finds what a student was asked last.
create index section_papers_latest on public.section_papers (user_id, session_id desc, section_id desc);

alter table public.section_papers enable row level security;
revoke all on public.section_papers from public, anon, authenticated, service_role;

create policy "a student reads their own papers"
  on public.section_papers for select to authenticated
  using (user_id = (select private.current_user_id()));

create policy "a paper is handed out through the functions, to the caller"
  on public.section_papers for insert to authenticated
  with check (
    user_id = (select private.current_user_id())
    and (select private.called_by_functions())
  );

create policy "an open paper is changed through the functions, by its student"
  on public.section_papers for update to authenticated
  using (
    closed_at is null
    and user_id = (select private.current_user_id())
    and (select private.called_by_functions())
  )
  with check (
    user_id = (select private.current_user_id())
    and (select private.called_by_functions())
  );

-- Delete has no policy and no grant: a paper goes with its session. `user_id` and `revision` are granted to no writer, because
-- triggers fill them; the questions and the clock are never updated, because a paper stays the one that was handed out.
grant select on public.section_papers to authenticated;
grant insert (session_id, section_id, question_ids, option_count, deadline_at) on public.section_papers to authenticated;
grant update (answers, flagged, closed_at) on public.section_papers to authenticated;

-- No samples for the planner's estimates, which anybody may ask for.
do $$
declare
  name text;
begin
  for name in
    select attname from pg_catalog.pg_attribute
    where attrelid = 'public.section_papers'::regclass and attnum > 0 and not attisdropped
  loop
    execute format('alter table public.section_papers alter column %I set statistics 0', name);
  end loop;
end $$;

-- A paper belongs to whom its session belongs to. As the caller: a session that they do not see gives no owner.
create function private.set_paper_owner() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.user_id := (select user_id from public.exam_sessions where id = new.session_id);
  return new;
end $$;
revoke execute on function private.set_paper_owner() from public, anon, authenticated, service_role;

create trigger set_paper_owner
  before insert on public.section_papers
  for each row execute function private.set_paper_owner();

-- Every save counts, also one that changes nothing. Closing a paper sets neither column, and so does not count.
create function private.count_revision() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.revision := old.revision + 1;
  return new;
end $$;
revoke execute on function private.count_revision() from public, anon, authenticated, service_role;

create trigger count_revision
  before update of answers, flagged on public.section_papers
  for each row execute function private.count_revision();

-- ── session_keys ─────────────────────────────────────────────────────────────────────────────────
-- Which session an Idempotency-Key made, by the key's SHA-256, and the SHA-256 of what was asked with it.
create table public.session_keys (
  session_id integer primary key references public.exam_sessions (id) on delete cascade,
  user_id integer not null,
  key_sha256 text not null,
  request_sha256 text not null,
  unique (user_id, key_sha256)
);
comment on table public.session_keys is 'Which session an Idempotency-Key made.';
alter table public.session_keys enable row level security;
revoke all on public.session_keys from public, anon, authenticated, service_role;
alter table public.session_keys
  alter column session_id set statistics 0,
  alter column user_id set statistics 0,
  alter column key_sha256 set statistics 0,
  alter column request_sha256 set statistics 0;

create policy "a student reads the keys of their own sessions"
  on public.session_keys for select to authenticated
  using (user_id = (select private.current_user_id()));

-- Nobody is granted to write: the trigger on `exam_sessions` does.
grant select on public.session_keys to authenticated;

-- Its name sorts before `require_full_sections`, so that a key that came before is refused first (23505).
create function private.keep_session_key() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.session_keys (session_id, user_id, key_sha256, request_sha256) values (
    new.id,
    new.user_id,
    new.metadata ->> 'idempotency_key_sha256',
    coalesce(new.metadata ->> 'request_sha256', '')
  );
  return null;
end $$;
revoke execute on function private.keep_session_key() from public, anon, authenticated, service_role;

-- ── exam_sessions ────────────────────────────────────────────────────────────────────────────────
-- From here to the end of this file, writers of `exam_sessions` wait; nothing is read or moved meanwhile.
create trigger keep_session_key
  after insert on public.exam_sessions
  for each row when (new.metadata ->> 'idempotency_key_sha256' is not null)
  execute function private.keep_session_key();

-- Functions that still put papers into `metadata` are refused (23514): what they saved would be read by nobody. NOT VALID: rows
-- that hold papers stay as they are until these are moved.
alter table public.exam_sessions
  add constraint exam_sessions_papers_apart check (metadata -> 'papers' is null) not valid;

-- A row of `exam_sessions` is written some ten times in an exam.
alter table public.exam_sessions set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);

-- A student may discard a session, in any state, with its papers.
create policy "a session is deleted through the functions, by its student"
  on public.exam_sessions for delete to authenticated
  using (
    user_id = (select private.current_user_id())
    and (select private.called_by_functions())
  );
grant delete on public.exam_sessions to authenticated;

-- ── change_sessions ──────────────────────────────────────────────────────────────────────────────
-- The one unit of work over both tables: all changes are made or, where a row is no longer the one that was read, none. It knows
-- no rule of the exam. Row-level security and the grants hold, for it runs as the caller.
--
-- `changes` is an array of {id, version, status, metadata, completed_at, close, open}. Without `metadata` the row of the session
-- stays, and its version is not compared. `close` is an array of {section_id, revision, closed_at, answers, flagged}; without
-- `answers` and `flagged` what was saved stays. `open` is an array of {section_id, question_ids, option_count, deadline_at}.
--
-- Returns the changed rows of `exam_sessions`; none where a version or a revision is another.
create function public.change_sessions(changes jsonb) returns setof public.exam_sessions
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  -- The local server sends jsonb encoded twice.
  items jsonb := case jsonb_typeof(changes) when 'string' then (changes #>> '{}')::jsonb else changes end;
  change record;
  paper record;
begin
  -- Everybody locks sessions by their ids, and papers after them, so that none waits for another in a circle.
  for change in
    select * from jsonb_to_recordset(items) as one (id integer, version text, metadata jsonb) order by one.id
  loop
    perform from public.exam_sessions
      where id = change.id and (change.metadata is null or metadata ->> 'version' = change.version)
      for update;
    if not found then
      return;
    end if;
  end loop;

  for paper in
    select one.id, part.*
    from jsonb_to_recordset(items) as one (id integer, close jsonb),
      jsonb_to_recordset(one.close) as part (section_id integer, revision integer)
    order by one.id, part.section_id
  loop
    perform from public.section_papers
      where session_id = paper.id and section_id = paper.section_id and revision = paper.revision and closed_at is null
      for update;
    if not found then
      return;
    end if;
  end loop;

  for paper in
    select one.id, part.*
    from jsonb_to_recordset(items) as one (id integer, close jsonb),
      jsonb_to_recordset(one.close)
        as part (section_id integer, closed_at timestamptz, answers jsonb, flagged integer[])
  loop
    if paper.answers is null then
      update public.section_papers set closed_at = paper.closed_at
        where session_id = paper.id and section_id = paper.section_id;
    else
      update public.section_papers set closed_at = paper.closed_at, answers = paper.answers, flagged = paper.flagged
        where session_id = paper.id and section_id = paper.section_id;
    end if;
  end loop;

  insert into public.section_papers (session_id, section_id, question_ids, option_count, deadline_at)
    select one.id, part.*
    from jsonb_to_recordset(items) as one (id integer, open jsonb),
      jsonb_to_recordset(one.open)
        as part (section_id smallint, question_ids integer[], option_count smallint, deadline_at timestamptz);

  return query
    update public.exam_sessions as session
      set status = one.status, metadata = one.metadata, completed_at = one.completed_at
      from jsonb_to_recordset(items)
        as one (id integer, status text, metadata jsonb, completed_at timestamptz)
      where session.id = one.id and one.metadata is not null
      returning session.*;
end $$;
comment on function public.change_sessions(jsonb) is 'Changes sessions and their papers, all or none. For the functions.';
revoke execute on function public.change_sessions(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.change_sessions(jsonb) to authenticated;

-- ── what a start needs to know ───────────────────────────────────────────────────────────────────
-- Two computed columns of `exam_sessions`, so that they cost no further round trip. Both answer the functions alone: else a
-- request could have them computed for every row. Their bodies are bound when they are created, hence need no USAGE on `private`.

-- The open paper of the session's student, null where there is none; `session` is the session that it belongs to, with its
-- papers, where that is another.
create function public.open_paper(session public.exam_sessions) returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select to_jsonb(paper) || jsonb_build_object('session', (
    select to_jsonb(other) || jsonb_build_object('section_papers', (
      select jsonb_agg(to_jsonb(one) order by one.section_id) from public.section_papers as one where one.session_id = other.id
    ))
    from public.exam_sessions as other
    where other.id = paper.session_id and other.id <> session.id
  ))
  from public.section_papers as paper
  where paper.user_id = session.user_id and paper.closed_at is null and (select private.called_by_functions());
end;
comment on function public.open_paper(public.exam_sessions) is 'The section that the student sits, in whichever session. For the functions.';
revoke execute on function public.open_paper(public.exam_sessions) from public, anon, authenticated, service_role;
grant execute on function public.open_paper(public.exam_sessions) to authenticated;

-- The questions of the student's latest 60 papers of other sessions, an array for each, the latest first.
create or replace function public.met_questions(session public.exam_sessions) returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select coalesce(jsonb_agg(recent.question_ids order by recent.session_id desc, recent.section_id desc), '[]')
  from (
    select paper.session_id, paper.section_id, paper.question_ids
    from public.section_papers as paper
    where paper.user_id = session.user_id and paper.session_id <> session.id and (select private.called_by_functions())
    order by paper.session_id desc, paper.section_id desc
    limit 60
  ) as recent;
end;
comment on function public.met_questions(public.exam_sessions) is 'What the student was asked in their latest 60 other papers. For the functions.';

-- ── question_bank ────────────────────────────────────────────────────────────────────────────────
-- As before, and the topic of each question beside its right option: grading counts by topic.
create or replace view public.question_bank with (security_invoker = true) as
  select
    subject,
    active,
    count(*) as question_count,
    jsonb_agg(
      jsonb_build_object(
        'id', id,
        'topic', topic,
        'key', coalesce(key, md5(text) || coalesce(passage_id::text, '')),
        'passage_id', passage_id,
        'difficulty', difficulty,
        'correct_answer', correct_answer
      ) order by id
    ) as questions,
    (select private.current_bank_version()) as version,
    case when count(*) <= 1000 then (
      select jsonb_agg(
        jsonb_build_object(
          'id', one.id,
          'subject', one.subject,
          'topic', one.topic,
          'text', one.text,
          'option_a', one.option_a,
          'option_b', one.option_b,
          'option_c', one.option_c,
          'option_d', one.option_d,
          'option_e', one.option_e,
          'correct_answer', one.correct_answer,
          'explanation', one.explanation,
          'image_url', one.image_url,
          'passage', case when passage.id is not null then jsonb_build_object('text', passage.text) end
        ) order by one.id
      )
      from public.questions as one
      left join public.passages as passage on passage.id = one.passage_id
      where one.subject = shelf.subject and one.active = shelf.active
    ) end as content
  from public.questions as shelf
  group by subject, active;
