-- Questions come in by import, and go out by retirement: what a student was once asked stays as it was.

-- ── guards ───────────────────────────────────────────────────────────────────────────────────────
-- What was drawn is part of results, and nobody can tell quickly what was drawn. So no question is ever edited or deleted, by
-- nobody, the owner included; nor is a passage, but for its title, which is for operators. `active` retires a question.
revoke update on public.passages from service_role;
grant update (title) on public.passages to service_role;

create function private.refuse_change() returns trigger
language plpgsql set search_path = ''
as $$
begin
  raise sqlstate 'PT409' using
    message = 'Questions and passages stay as they are', hint = 'retire the question, and add another';
end $$;
revoke execute on function private.refuse_change() from public, anon, authenticated, service_role;

create trigger questions_are_never_edited
  before update of id, key, subject, topic, passage_id, text, option_a, option_b, option_c, option_d, option_e,
    correct_answer, explanation, difficulty, image_url, created_at
  on public.questions
  for each statement execute function private.refuse_change();
create trigger questions_are_never_deleted
  before delete or truncate on public.questions
  for each statement execute function private.refuse_change();
create trigger passages_are_never_edited
  before update of id, subject, text, created_at on public.passages
  for each statement execute function private.refuse_change();
create trigger passages_are_never_deleted
  before delete or truncate on public.passages
  for each statement execute function private.refuse_change();

-- ── import_questions ─────────────────────────────────────────────────────────────────────────────
-- Takes an array of objects, each with the columns of a question (`active` false: to be retired) and, where it is about a
-- text, `passage_title` and `passage_text`. Everything or nothing, and the same again changes nothing:
--   known is the active question with the same key, or else the one of the same subject, passage and text;
--   an equal one stays, another is retired and replaced; what was retired and not replaced does not come back.
-- A question that cannot stand beside the others is PT422: the detail is its place, from 1, the hint the field at fault.
-- PostgREST takes over the time limit for the request.
create function public.import_questions(questions jsonb) returns jsonb
language plpgsql security invoker set search_path = '' set statement_timeout = '120s'
as $$
declare
  -- The local server encodes JSON once more than PostgREST does: it sends a string.
  items jsonb := case jsonb_typeof(questions) when 'string' then (questions #>> '{}')::jsonb else questions end;
  item jsonb;
  place bigint;
  fresh public.questions;
  known public.questions;
  content jsonb;
  is_about_text boolean;
  housekeeping constant text[] := '{id,active,created_at}';
  added integer := 0;
  replaced integer := 0;
  retired integer := 0;
  unchanged integer := 0;
begin
  -- Two imports at once would each take the other's questions for unknown.
  perform pg_advisory_xact_lock(hashtextextended('public.import_questions', 0));
  for item, place in select value, ordinality from jsonb_array_elements(items) with ordinality loop
    fresh := jsonb_populate_record(null::public.questions, item);
    is_about_text := item ->> 'passage_text' is not null;
    if is_about_text then
      select id into fresh.passage_id from public.passages
        where subject = fresh.subject and md5(text) = md5(item ->> 'passage_text');
      -- A text that is not there yet: nothing is about it.
      fresh.passage_id := coalesce(fresh.passage_id, -1);
    end if;

    -- Asked twice, for each has an index of its own.
    if exists (select from public.questions as one
        where active and one.key = fresh.key and one.subject <> fresh.subject)
      or exists (select from public.questions as one
        where not active and one.key = fresh.key and one.subject <> fresh.subject)
    then
      raise sqlstate 'PT422' using
        message = format('The key %s is a question''s of another subject', fresh.key),
        hint = 'key', detail = place::text;
    end if;
    select * into known from public.questions as one where active and one.key = fresh.key;
    if known.id is null then
      select * into known from public.questions as one
        where active and one.subject = fresh.subject and md5(one.text) = md5(fresh.text)
          and coalesce(one.passage_id, 0) = coalesce(fresh.passage_id, 0);
      if known.key <> fresh.key and not coalesce(fresh.active, true) then
        known := null;  -- To be retired under a key that nothing has: nothing is to be done.
      elsif known.key <> fresh.key then
        raise sqlstate 'PT422' using
          message = format('The question %s asks the same in the same words', known.key),
          hint = 'text', detail = place::text;
      end if;
      fresh.key := coalesce(fresh.key, known.key);
    end if;
    content := to_jsonb(fresh) - housekeeping;

    if not coalesce(fresh.active, true) then
      update public.questions set active = false where id = known.id;
      retired := retired + (known.id is not null)::integer;
      unchanged := unchanged + (known.id is null)::integer;
    elsif to_jsonb(known) - housekeeping = content or (known.id is null and exists (
      select from public.questions as one
      where not active and (one.key = fresh.key or ((one.key is null or fresh.key is null) and one.subject = fresh.subject
        and md5(one.text) = md5(fresh.text) and coalesce(one.passage_id, 0) = coalesce(fresh.passage_id, 0)))
    )) then
      update public.passages set title = item ->> 'passage_title'
        where id = known.passage_id and title <> item ->> 'passage_title';
      unchanged := unchanged + 1;
    else
      update public.questions set active = false where id = known.id;
      if is_about_text then
        insert into public.passages (subject, title, text)
          values (fresh.subject, item ->> 'passage_title', item ->> 'passage_text')
          on conflict (subject, md5(text)) do update set title = excluded.title
          returning id into fresh.passage_id;
      end if;
      begin
        insert into public.questions (key, subject, topic, passage_id, text, option_a, option_b, option_c, option_d,
            option_e, correct_answer, explanation, difficulty, image_url)
          values (fresh.key, fresh.subject, fresh.topic, fresh.passage_id, fresh.text, fresh.option_a, fresh.option_b,
            fresh.option_c, fresh.option_d, fresh.option_e, fresh.correct_answer, fresh.explanation, fresh.difficulty,
            fresh.image_url);
      exception when unique_violation then
        select key into known.key from public.questions as one
          where active and one.subject = fresh.subject and md5(one.text) = md5(fresh.text)
            and coalesce(one.passage_id, 0) = coalesce(fresh.passage_id, 0);
        raise sqlstate 'PT422' using
          message = format('The question %s asks the same in the same words', coalesce(known.key, 'without a key')),
          hint = 'text', detail = place::text;
      end;
      added := added + (known.id is null)::integer;
      replaced := replaced + (known.id is not null)::integer;
    end if;
  end loop;
  return jsonb_build_object('added', added, 'replaced', replaced, 'retired', retired, 'unchanged', unchanged);
end $$;
comment on function public.import_questions(jsonb) is 'Brings questions in: new ones are added, edited ones replaced. For operators.';
revoke execute on function public.import_questions(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.import_questions(jsonb) to service_role;

-- ── question_bank ────────────────────────────────────────────────────────────────────────────────
-- As before, and what the versions of one question have in common: its key or, without one, what it asks.
create or replace view public.question_bank with (security_invoker = true) as
  select
    subject,
    active,
    count(*) as question_count,
    jsonb_agg(
      jsonb_build_object(
        'id', id,
        'key', coalesce(key, md5(text) || coalesce(passage_id::text, '')),
        'passage_id', passage_id,
        'difficulty', difficulty
      ) order by id
    ) as questions
  from public.questions
  group by subject, active;

-- ── met_questions ────────────────────────────────────────────────────────────────────────────────
-- A computed column of `exam_sessions`: the questions that its student has met in the latest ten of their other sessions that
-- were begun, an array for each, the latest first. So a paper can be drawn from others at the cost of no further round trip.
create function public.met_questions(session public.exam_sessions) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select coalesce(jsonb_agg(question_ids order by id desc), '[]')
  from (
    select id, jsonb_path_query_array(coalesce(metadata, '{}'), 'lax $.papers.*.question_ids[*]') as question_ids
    from public.exam_sessions
    where user_id = session.user_id and id <> session.id and status <> 'created'
    order by id desc
    limit 10
  ) as recent
$$;
comment on function public.met_questions(public.exam_sessions) is 'The questions of the student''s last ten other sessions, latest first.';
revoke execute on function public.met_questions(public.exam_sessions) from public, anon, authenticated, service_role;
grant execute on function public.met_questions(public.exam_sessions) to authenticated;

-- Finds the latest sessions of a student, and all of an account that is deleted.
create index exam_sessions_latest on public.exam_sessions (user_id, id desc);
drop index public.exam_sessions_user;
