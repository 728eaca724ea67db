-- A round trip costs more than all the rest of a request. So the database says itself where it cannot fill a paper, and which
-- version of the bank it holds, so that the functions fetch the bank again only where it has changed.

-- ── a session of a bank that is too small ────────────────────────────────────────────────────────
-- What comes through the functions is refused where the questions in use do not suffice for a section. PostgREST makes PT422
-- the status; the detail is the section's code. After the row, so that the policy and the unique index speak first: a wrong key
-- stays 42501, a repeated Idempotency-Key 23505. What an operator inserts, or a restore, is none of this trigger's business, nor
-- is metadata of another shape. At most `question_count` entries of an index are read a section, however large the bank is.
create function private.require_full_sections() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  section jsonb;
begin
  if not private.called_by_functions() then
    return null;
  end if;
  for section in select jsonb_path_query(new.metadata, 'lax $.structure.sections[*] ?
    (@.code.type() == "string" && @.question_count.type() == "number" && @.question_count >= 1
      && @.question_count <= 10000 && @.subjects[*].type() == "string")') loop
    perform from public.questions
      where active and subject = any (array(select jsonb_path_query(section, 'lax $.subjects[*]') #>> '{}'))
      offset (section ->> 'question_count')::numeric - 1
      limit 1;
    if not found then
      raise sqlstate 'PT422' using
        message = 'The question bank cannot fill a section', hint = 'bank_too_small', detail = section ->> 'code';
    end if;
  end loop;
  return null;
end $$;
revoke execute on function private.require_full_sections() from public, anon, authenticated, service_role;

create trigger require_full_sections
  after insert on public.exam_sessions
  for each row execute function private.require_full_sections();

-- ── bank_version ─────────────────────────────────────────────────────────────────────────────────
-- One row: another version with every transaction that adds, retires or brings back questions, and seen exactly when what it
-- did is seen. Random and not counted: a backup that is restored would count the same numbers again.
create table private.bank_version (
  is_only boolean primary key default true check (is_only),
  version uuid not null default gen_random_uuid(),
  made_by xid8 not null default pg_current_xact_id()
);
alter table private.bank_version enable row level security;
revoke all on private.bank_version from public, anon, authenticated, service_role;
-- No policy and no grant: only security-definer functions read and write it. No trigger on passages: what they say never changes.
insert into private.bank_version default values;

-- Once a transaction: an import of thousands would else leave as many dead rows, each to be passed over by the next. A row that
-- is lost (a dump of the schema has none) is made again.
create function private.renew_bank_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.bank_version as known default values
    on conflict (is_only) do update set version = default, made_by = default where known.made_by <> pg_current_xact_id();
  return null;
end $$;
revoke execute on function private.renew_bank_version() from public, anon, authenticated, service_role;

-- Before the statement: who waits for another here holds no question yet, so none waits for the other in turn.
create trigger renew_bank_version
  before insert or update on public.questions
  for each statement execute function private.renew_bank_version();

-- Null for whoever does not come through the functions. Where there is none, another each time: then nothing is remembered.
create function private.current_bank_version() returns uuid
language sql stable security definer set search_path = ''
as $$
  select coalesce((select version from private.bank_version), gen_random_uuid()) where (select private.called_by_functions())
$$;
revoke execute on function private.current_bank_version() from public, anon, authenticated, service_role;
-- Whoever reads the view below needs it.
grant execute on function private.current_bank_version() to anon, authenticated, service_role;

-- A computed column of `exam_sessions`, so that it costs no further round trip. Its body is bound when it is created, hence
-- needs no USAGE on `private`.
create function public.bank_version(session public.exam_sessions) returns uuid
language sql stable security invoker set search_path = ''
begin atomic
  select private.current_bank_version();
end;
comment on function public.bank_version(public.exam_sessions) is 'Which version of the question bank there is, for the functions.';
revoke execute on function public.bank_version(public.exam_sessions) from public, anon, authenticated, service_role;
grant execute on function public.bank_version(public.exam_sessions) to authenticated;

-- ── question_bank ────────────────────────────────────────────────────────────────────────────────
-- As before, and the right options, the version that all of it is of, and what the questions say (`content`: each as
-- `questions?select=…,passage:passages(text)` would show it). Content is null where a shelf has more than 1,000 questions: then
-- those that are wanted are to be fetched by their ids. What is not selected is not computed.
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
