-- The whole schema after all migrations, to be read. Written by `make schema`; do not edit.
-- Supabase's own roles and schemas are not part of it.

CREATE SCHEMA private;

COMMENT ON SCHEMA private IS 'Helpers and secrets of the exam functions. Never exposed through the API.';

COMMENT ON SCHEMA public IS 'standard public schema';

CREATE FUNCTION private.add_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform private.new_student(new.id);
  return new;
exception when others then
  raise warning 'auth user % got no row in public.users: %', new.id, sqlerrm;
  return new;
end $$;

CREATE FUNCTION private.called_by_functions() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select exists (
    select from private.functions_keys,
      lateral (select nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-exam-functions-key') as sent (key)
    where length(sent.key) >= 32 and key_sha256 = encode(sha256(convert_to(sent.key, 'UTF8')), 'hex')
  )
$$;

CREATE FUNCTION private.count_revision() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  new.revision := old.revision + 1;
  return new;
end $$;

CREATE FUNCTION private.current_bank_version() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select coalesce((select version from private.bank_version), gen_random_uuid()) where (select private.called_by_functions())
$$;

CREATE FUNCTION private.current_user_id() RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select id from public.users where auth_user_id = (select auth.uid())
$$;

CREATE FUNCTION private.guard_session_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  if old.status = 'completed' then
    raise sqlstate 'PT409' using message = 'A completed session does not change', hint = 'session_completed';
  end if;
  new.updated_at := now();
  return new;
end $$;

CREATE FUNCTION private.keep_session_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  insert into public.session_keys (session_id, user_id, key_sha256, request_sha256) values (
    new.id,
    new.user_id,
    new.metadata ->> 'idempotency_key_sha256',
    coalesce(new.metadata ->> 'request_sha256', '')
  );
  return null;
end $$;

CREATE FUNCTION private.lock_bank_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  perform from private.bank_version for update;
  return null;
end $$;

CREATE FUNCTION private.new_student(auth_user uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
  student integer;
begin
  insert into public.users (auth_user_id) values (auth_user)
    on conflict (auth_user_id) do nothing
    returning id into student;
  return coalesce(student, (select id from public.users where auth_user_id = auth_user));
end $$;

COMMENT ON FUNCTION private.new_student(auth_user uuid) IS 'Gives a user of Supabase Auth a row in users, and returns its id. Projects may replace it.';

CREATE FUNCTION private.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  raise sqlstate 'PT409' using
    message = 'Questions and passages stay as they are', hint = 'retire the question, and add another';
end $$;

CREATE FUNCTION private.register_student() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if not private.called_by_functions() then
    return false;
  end if;
  if private.current_user_id() is null and (select auth.uid()) is not null then
    perform private.new_student((select auth.uid()));
  end if;
  return private.current_user_id() is not null;
exception when others then
  raise warning 'auth user % got no row in public.users: %', auth.uid(), sqlerrm;
  return false;
end $$;

CREATE FUNCTION private.renew_bank_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if exists (select from changed) then
    insert into private.bank_version as known default values
      on conflict (is_only) do update set version = default, made_by = default where known.made_by <> pg_current_xact_id();
  end if;
  return null;
end $$;

CREATE FUNCTION private.require_full_sections() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $_$
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
end $_$;

CREATE FUNCTION private.set_paper_owner() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  new.user_id := (select user_id from public.exam_sessions where id = new.session_id);
  return new;
end $$;

CREATE FUNCTION private.set_session_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  if new.user_id is null or (select auth.uid()) is not null then
    new.user_id := private.current_user_id();
  end if;
  if new.user_id is null then
    raise sqlstate 'PT401' using message = 'This user has no row in public.users', hint = 'user_unknown';
  end if;
  return new;
end $$;

CREATE TABLE public.exam_sessions (
    id integer NOT NULL,
    user_id integer NOT NULL,
    exam_type character varying DEFAULT 'TOLC-I'::character varying NOT NULL,
    status character varying DEFAULT 'created'::character varying NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    completed_at timestamp with time zone
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.05');
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN id SET STATISTICS 0;
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN user_id SET STATISTICS 0;
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN exam_type SET STATISTICS 0;
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN status SET STATISTICS 0;
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN metadata SET STATISTICS 0;
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN metadata SET STORAGE MAIN;
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN started_at SET STATISTICS 0;
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN updated_at SET STATISTICS 0;
ALTER TABLE ONLY public.exam_sessions ALTER COLUMN completed_at SET STATISTICS 0;

CREATE FUNCTION public.bank_version(session public.exam_sessions) RETURNS uuid
    LANGUAGE sql STABLE
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT private.current_bank_version() AS current_bank_version;
END;

COMMENT ON FUNCTION public.bank_version(session public.exam_sessions) IS 'Which version of the question bank there is, for the functions.';

CREATE FUNCTION public.called_by_functions() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT private.called_by_functions() AS called_by_functions;
END;

COMMENT ON FUNCTION public.called_by_functions() IS 'Whether this request carries a valid functions'' key.';

CREATE FUNCTION public.change_sessions(changes jsonb) RETURNS SETOF public.exam_sessions
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
  items jsonb := changes;
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

COMMENT ON FUNCTION public.change_sessions(changes jsonb) IS 'Changes sessions and their papers, all or none. For the functions.';

CREATE FUNCTION public.import_questions(questions jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    SET statement_timeout TO '120s'
    AS $$
declare
  items jsonb := questions;
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

COMMENT ON FUNCTION public.import_questions(questions jsonb) IS 'Brings questions in: new ones are added, edited ones replaced. For operators.';

CREATE FUNCTION public.listed_sessions(completed boolean, most integer, of_types text[] DEFAULT NULL::text[], before timestamp with time zone DEFAULT NULL::timestamp with time zone, before_id integer DEFAULT NULL::integer) RETURNS SETOF public.exam_sessions
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    SET enable_sort TO 'off'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
begin
  if completed then
    return query
      select * from public.exam_sessions as session
      where session.completed_at is not null and session.status = 'completed'
        and (of_types is null or session.exam_type = any (of_types))
        and (before is null or (session.completed_at, session.id) < (before, before_id))
      order by session.completed_at desc, session.id desc limit most;
  else
    return query
      select * from public.exam_sessions as session
      where session.completed_at is null and session.status in ('created', 'in_progress') and session.metadata -> 'version' is not null
        and (of_types is null or session.exam_type = any (of_types))
        and (before is null or (session.started_at, session.id) < (before, before_id))
      order by session.started_at desc, session.id desc limit most;
  end if;
end $$;

CREATE TABLE public.section_papers (
    session_id integer NOT NULL,
    user_id integer NOT NULL,
    deadline_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    section_id smallint NOT NULL,
    option_count smallint DEFAULT 5 NOT NULL,
    revision integer DEFAULT 0 NOT NULL,
    flagged integer[] DEFAULT '{}'::integer[] NOT NULL,
    answers jsonb DEFAULT '{}'::jsonb NOT NULL,
    question_ids integer[] NOT NULL,
    CONSTRAINT section_papers_answers_check CHECK ((jsonb_typeof(answers) = 'object'::text)),
    CONSTRAINT section_papers_option_count_check CHECK (((option_count >= 2) AND (option_count <= 5))),
    CONSTRAINT section_papers_question_ids_check CHECK ((cardinality(question_ids) >= 1)),
    CONSTRAINT section_papers_revision_check CHECK ((revision >= 0)),
    CONSTRAINT section_papers_section_id_check CHECK ((section_id >= 1))
)
WITH (fillfactor='30', autovacuum_vacuum_scale_factor='0.05', autovacuum_analyze_scale_factor='0.2');
ALTER TABLE ONLY public.section_papers ALTER COLUMN session_id SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN user_id SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN deadline_at SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN closed_at SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN section_id SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN option_count SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN revision SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN flagged SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN answers SET STATISTICS 0;
ALTER TABLE ONLY public.section_papers ALTER COLUMN question_ids SET STATISTICS 0;

COMMENT ON TABLE public.section_papers IS 'The paper of each section that was started: its questions, what was answered, and its clock.';

COMMENT ON COLUMN public.section_papers.closed_at IS 'Since when nothing more is saved; null while the section is open.';

COMMENT ON COLUMN public.section_papers.option_count IS 'How many options each of its questions has at least, from a on.';

COMMENT ON COLUMN public.section_papers.revision IS 'How often the answers were saved. Counted by a trigger.';

CREATE FUNCTION public.met_questions(session public.exam_sessions) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT COALESCE(jsonb_agg(recent.question_ids ORDER BY recent.session_id DESC, recent.section_id DESC), '[]'::jsonb) AS "coalesce"
    FROM ( SELECT paper.session_id,
             paper.section_id,
             paper.question_ids
            FROM public.section_papers paper
           WHERE ((paper.user_id = (met_questions.session).user_id) AND (paper.session_id <> (met_questions.session).id) AND ( SELECT private.called_by_functions() AS called_by_functions))
           ORDER BY paper.session_id DESC, paper.section_id DESC
          LIMIT 60) recent;
END;

COMMENT ON FUNCTION public.met_questions(session public.exam_sessions) IS 'What the student was asked in their latest 60 other papers. For the functions.';

CREATE FUNCTION public.open_paper(session public.exam_sessions) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT (to_jsonb(paper.*) || jsonb_build_object('session', ( SELECT (to_jsonb(other.*) || jsonb_build_object('section_papers', ( SELECT jsonb_agg(to_jsonb(one.*) ORDER BY one.section_id) AS jsonb_agg
                    FROM public.section_papers one
                   WHERE (one.session_id = other.id))))
            FROM public.exam_sessions other
           WHERE ((other.id = paper.session_id) AND (other.id <> (open_paper.session).id)))))
    FROM public.section_papers paper
   WHERE ((paper.user_id = (open_paper.session).user_id) AND (paper.closed_at IS NULL) AND ( SELECT private.called_by_functions() AS called_by_functions));
END;

COMMENT ON FUNCTION public.open_paper(session public.exam_sessions) IS 'The section that the student sits, in whichever session. For the functions.';

CREATE FUNCTION public.register_student() RETURNS boolean
    LANGUAGE sql
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT private.register_student() AS register_student;
END;

COMMENT ON FUNCTION public.register_student() IS 'Gives the caller a row in users if there is none; whether there is one now. For the functions.';

CREATE TABLE private.bank_version (
    is_only boolean DEFAULT true NOT NULL,
    version uuid DEFAULT gen_random_uuid() NOT NULL,
    made_by xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT bank_version_is_only_check CHECK (is_only)
);

CREATE TABLE private.functions_keys (
    key_sha256 text NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT functions_keys_key_sha256_check CHECK ((key_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT functions_keys_not_of_nothing CHECK ((key_sha256 <> encode(sha256('\x'::bytea), 'hex'::text)))
);

ALTER TABLE public.exam_sessions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exam_sessions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.passages (
    id integer NOT NULL,
    subject text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT passages_subject_check CHECK ((subject ~ '^[a-z][a-z_]*$'::text)),
    CONSTRAINT passages_text_check CHECK ((text <> ''::text)),
    CONSTRAINT passages_title_check CHECK ((title <> ''::text))
);
ALTER TABLE ONLY public.passages ALTER COLUMN id SET STATISTICS 0;
ALTER TABLE ONLY public.passages ALTER COLUMN subject SET STATISTICS 0;
ALTER TABLE ONLY public.passages ALTER COLUMN title SET STATISTICS 0;
ALTER TABLE ONLY public.passages ALTER COLUMN text SET STATISTICS 0;
ALTER TABLE ONLY public.passages ALTER COLUMN created_at SET STATISTICS 0;

ALTER TABLE public.passages ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.passages_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.questions (
    id integer NOT NULL,
    subject text NOT NULL,
    topic text NOT NULL,
    passage_id integer,
    text text NOT NULL,
    option_a text NOT NULL,
    option_b text NOT NULL,
    option_c text NOT NULL,
    option_d text NOT NULL,
    option_e text NOT NULL,
    correct_answer text NOT NULL,
    explanation text NOT NULL,
    difficulty smallint NOT NULL,
    image_url text,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    key text,
    CONSTRAINT questions_correct_answer_check CHECK ((correct_answer = ANY (ARRAY['a'::text, 'b'::text, 'c'::text, 'd'::text, 'e'::text]))),
    CONSTRAINT questions_difficulty_check CHECK (((difficulty >= 1) AND (difficulty <= 3))),
    CONSTRAINT questions_explanation_check CHECK ((explanation <> ''::text)),
    CONSTRAINT questions_image_url_check CHECK ((image_url ~ '^https?://'::text)),
    CONSTRAINT questions_key_check CHECK ((key <> ''::text)),
    CONSTRAINT questions_option_a_check CHECK ((option_a <> ''::text)),
    CONSTRAINT questions_option_b_check CHECK ((option_b <> ''::text)),
    CONSTRAINT questions_option_c_check CHECK ((option_c <> ''::text)),
    CONSTRAINT questions_option_d_check CHECK ((option_d <> ''::text)),
    CONSTRAINT questions_option_e_check CHECK ((option_e <> ''::text)),
    CONSTRAINT questions_subject_check CHECK ((subject ~ '^[a-z][a-z_]*$'::text)),
    CONSTRAINT questions_text_check CHECK ((text <> ''::text)),
    CONSTRAINT questions_topic_check CHECK ((topic <> ''::text))
);
ALTER TABLE ONLY public.questions ALTER COLUMN id SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN subject SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN topic SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN passage_id SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN text SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN option_a SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN option_b SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN option_c SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN option_d SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN option_e SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN correct_answer SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN explanation SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN difficulty SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN image_url SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN active SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN created_at SET STATISTICS 0;
ALTER TABLE ONLY public.questions ALTER COLUMN key SET STATISTICS 0;

COMMENT ON COLUMN public.questions.key IS 'The question''s name where it comes from; of its versions, one at most is active.';

CREATE VIEW public.question_bank WITH (security_invoker='true') AS
 SELECT subject,
    active,
    count(*) AS question_count,
    jsonb_agg(jsonb_build_object('id', id, 'topic', topic, 'key', COALESCE(key, (md5(text) || COALESCE((passage_id)::text, ''::text))), 'passage_id', passage_id, 'difficulty', difficulty, 'correct_answer', correct_answer) ORDER BY id) AS questions,
    ( SELECT private.current_bank_version() AS current_bank_version) AS version,
        CASE
            WHEN (count(*) <= 1000) THEN ( SELECT jsonb_agg(jsonb_build_object('id', one.id, 'subject', one.subject, 'topic', one.topic, 'text', one.text, 'option_a', one.option_a, 'option_b', one.option_b, 'option_c', one.option_c, 'option_d', one.option_d, 'option_e', one.option_e, 'correct_answer', one.correct_answer, 'explanation', one.explanation, 'image_url', one.image_url, 'passage',
                    CASE
                        WHEN (passage.id IS NOT NULL) THEN jsonb_build_object('text', passage.text)
                        ELSE NULL::jsonb
                    END) ORDER BY one.id) AS jsonb_agg
               FROM (public.questions one
                 LEFT JOIN public.passages passage ON ((passage.id = one.passage_id)))
              WHERE ((one.subject = shelf.subject) AND (one.active = shelf.active)))
            ELSE NULL::jsonb
        END AS content
   FROM public.questions shelf
  GROUP BY subject, active;

COMMENT ON VIEW public.question_bank IS 'What each subject holds, to draw from or retired: how much, and which.';

ALTER TABLE public.questions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.questions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.session_keys (
    session_id integer NOT NULL,
    user_id integer NOT NULL,
    key_sha256 text NOT NULL,
    request_sha256 text NOT NULL
);
ALTER TABLE ONLY public.session_keys ALTER COLUMN session_id SET STATISTICS 0;
ALTER TABLE ONLY public.session_keys ALTER COLUMN user_id SET STATISTICS 0;
ALTER TABLE ONLY public.session_keys ALTER COLUMN key_sha256 SET STATISTICS 0;
ALTER TABLE ONLY public.session_keys ALTER COLUMN request_sha256 SET STATISTICS 0;

COMMENT ON TABLE public.session_keys IS 'Which session an Idempotency-Key made.';

CREATE TABLE public.users (
    id integer NOT NULL,
    auth_user_id uuid
);

COMMENT ON COLUMN public.users.auth_user_id IS 'The user in Supabase Auth; null for rows that are older than Auth.';

ALTER TABLE public.users ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY private.bank_version
    ADD CONSTRAINT bank_version_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY private.functions_keys
    ADD CONSTRAINT functions_keys_pkey PRIMARY KEY (key_sha256);

ALTER TABLE public.exam_sessions
    ADD CONSTRAINT exam_sessions_completed_has_time CHECK ((((status)::text = 'completed'::text) = (completed_at IS NOT NULL))) NOT VALID;

ALTER TABLE public.exam_sessions
    ADD CONSTRAINT exam_sessions_papers_apart CHECK (((metadata -> 'papers'::text) IS NULL)) NOT VALID;

ALTER TABLE ONLY public.exam_sessions
    ADD CONSTRAINT exam_sessions_pkey PRIMARY KEY (id);

ALTER TABLE public.exam_sessions
    ADD CONSTRAINT exam_sessions_status_known CHECK (((status)::text = ANY ((ARRAY['created'::character varying, 'in_progress'::character varying, 'completed'::character varying])::text[]))) NOT VALID;

ALTER TABLE ONLY public.passages
    ADD CONSTRAINT passages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.section_papers
    ADD CONSTRAINT section_papers_pkey PRIMARY KEY (session_id, section_id);

ALTER TABLE ONLY public.session_keys
    ADD CONSTRAINT session_keys_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY public.session_keys
    ADD CONSTRAINT session_keys_user_id_key_sha256_key UNIQUE (user_id, key_sha256);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_auth_user_id_key UNIQUE (auth_user_id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE INDEX exam_sessions_completed ON public.exam_sessions USING btree (user_id, completed_at DESC, id DESC, exam_type) WHERE (completed_at IS NOT NULL);

CREATE INDEX exam_sessions_latest ON public.exam_sessions USING btree (user_id, id DESC);

CREATE INDEX exam_sessions_unfinished ON public.exam_sessions USING btree (user_id, started_at DESC, id DESC, exam_type) WHERE (completed_at IS NULL);

CREATE UNIQUE INDEX passages_distinct ON public.passages USING btree (subject, md5(text));
ALTER INDEX public.passages_distinct ALTER COLUMN 2 SET STATISTICS 0;

CREATE UNIQUE INDEX questions_distinct ON public.questions USING btree (subject, COALESCE(passage_id, 0), md5(text)) WHERE active;
ALTER INDEX public.questions_distinct ALTER COLUMN 2 SET STATISTICS 0;
ALTER INDEX public.questions_distinct ALTER COLUMN 3 SET STATISTICS 0;

CREATE UNIQUE INDEX questions_key ON public.questions USING btree (key) WHERE active;

CREATE INDEX questions_of_passage ON public.questions USING btree (passage_id) WHERE (passage_id IS NOT NULL);

CREATE INDEX questions_retired_key ON public.questions USING btree (key) WHERE (NOT active);

CREATE INDEX questions_retired_text ON public.questions USING btree (subject, md5(text)) WHERE (NOT active);

CREATE INDEX section_papers_latest ON public.section_papers USING btree (user_id, session_id DESC, section_id DESC);

CREATE UNIQUE INDEX section_papers_open ON public.section_papers USING btree (user_id) WHERE (closed_at IS NULL);

CREATE TRIGGER count_revision BEFORE UPDATE OF answers, flagged ON public.section_papers FOR EACH ROW EXECUTE FUNCTION private.count_revision();

CREATE TRIGGER guard_session_update BEFORE UPDATE ON public.exam_sessions FOR EACH ROW EXECUTE FUNCTION private.guard_session_update();

CREATE TRIGGER keep_session_key AFTER INSERT ON public.exam_sessions FOR EACH ROW WHEN (((new.metadata ->> 'idempotency_key_sha256'::text) IS NOT NULL)) EXECUTE FUNCTION private.keep_session_key();

CREATE TRIGGER lock_bank_version BEFORE INSERT OR UPDATE ON public.questions FOR EACH STATEMENT EXECUTE FUNCTION private.lock_bank_version();

CREATE TRIGGER passages_are_never_deleted BEFORE DELETE OR TRUNCATE ON public.passages FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER passages_are_never_edited BEFORE UPDATE OF id, subject, text, created_at ON public.passages FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER questions_are_never_deleted BEFORE DELETE OR TRUNCATE ON public.questions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER questions_are_never_edited BEFORE UPDATE OF id, key, subject, topic, passage_id, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty, image_url, created_at ON public.questions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER renew_bank_version_of_added AFTER INSERT ON public.questions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION private.renew_bank_version();

CREATE TRIGGER renew_bank_version_of_changed AFTER UPDATE ON public.questions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION private.renew_bank_version();

CREATE TRIGGER require_full_sections AFTER INSERT ON public.exam_sessions FOR EACH ROW EXECUTE FUNCTION private.require_full_sections();

CREATE TRIGGER set_paper_owner BEFORE INSERT ON public.section_papers FOR EACH ROW EXECUTE FUNCTION private.set_paper_owner();

CREATE TRIGGER set_session_owner BEFORE INSERT ON public.exam_sessions FOR EACH ROW EXECUTE FUNCTION private.set_session_owner();

ALTER TABLE ONLY public.exam_sessions
    ADD CONSTRAINT exam_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_passage_id_fkey FOREIGN KEY (passage_id) REFERENCES public.passages(id);

ALTER TABLE ONLY public.section_papers
    ADD CONSTRAINT section_papers_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.exam_sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.session_keys
    ADD CONSTRAINT session_keys_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.exam_sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_auth_user_id_fkey FOREIGN KEY (auth_user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE private.bank_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.functions_keys ENABLE ROW LEVEL SECURITY;

CREATE POLICY "a paper is handed out through the functions, to the caller" ON public.section_papers FOR INSERT TO authenticated WITH CHECK (((user_id = ( SELECT private.current_user_id() AS current_user_id)) AND ( SELECT private.called_by_functions() AS called_by_functions)));

CREATE POLICY "a session is changed through the functions, by its student" ON public.exam_sessions FOR UPDATE TO authenticated USING (((user_id = ( SELECT private.current_user_id() AS current_user_id)) AND ( SELECT private.called_by_functions() AS called_by_functions))) WITH CHECK (((user_id = ( SELECT private.current_user_id() AS current_user_id)) AND ( SELECT private.called_by_functions() AS called_by_functions)));

CREATE POLICY "a session is created through the functions, for the caller" ON public.exam_sessions FOR INSERT TO authenticated WITH CHECK (((user_id = ( SELECT private.current_user_id() AS current_user_id)) AND ( SELECT private.called_by_functions() AS called_by_functions)));

CREATE POLICY "a session is deleted through the functions, by its student" ON public.exam_sessions FOR DELETE TO authenticated USING (((user_id = ( SELECT private.current_user_id() AS current_user_id)) AND ( SELECT private.called_by_functions() AS called_by_functions)));

CREATE POLICY "a student reads the keys of their own sessions" ON public.session_keys FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY "a student reads their own papers" ON public.section_papers FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY "a student reads their own sessions" ON public.exam_sessions FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY "an open paper is changed through the functions, by its student" ON public.section_papers FOR UPDATE TO authenticated USING (((closed_at IS NULL) AND (user_id = ( SELECT private.current_user_id() AS current_user_id)) AND ( SELECT private.called_by_functions() AS called_by_functions))) WITH CHECK (((user_id = ( SELECT private.current_user_id() AS current_user_id)) AND ( SELECT private.called_by_functions() AS called_by_functions)));

ALTER TABLE public.exam_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.passages ENABLE ROW LEVEL SECURITY;

CREATE POLICY "passages are read through the functions" ON public.passages FOR SELECT TO anon, authenticated USING (( SELECT private.called_by_functions() AS called_by_functions));

ALTER TABLE public.questions ENABLE ROW LEVEL SECURITY;

CREATE POLICY "questions are read through the functions" ON public.questions FOR SELECT TO anon, authenticated USING (( SELECT private.called_by_functions() AS called_by_functions));

ALTER TABLE public.section_papers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA public TO anon;
GRANT USAGE ON SCHEMA public TO authenticated;
GRANT USAGE ON SCHEMA public TO service_role;

REVOKE ALL ON FUNCTION private.add_user() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.called_by_functions() FROM PUBLIC;
GRANT ALL ON FUNCTION private.called_by_functions() TO anon;
GRANT ALL ON FUNCTION private.called_by_functions() TO authenticated;

REVOKE ALL ON FUNCTION private.count_revision() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.current_bank_version() FROM PUBLIC;
GRANT ALL ON FUNCTION private.current_bank_version() TO anon;
GRANT ALL ON FUNCTION private.current_bank_version() TO authenticated;
GRANT ALL ON FUNCTION private.current_bank_version() TO service_role;

REVOKE ALL ON FUNCTION private.current_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION private.current_user_id() TO authenticated;

REVOKE ALL ON FUNCTION private.guard_session_update() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.keep_session_key() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.lock_bank_version() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.new_student(auth_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION private.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.register_student() FROM PUBLIC;
GRANT ALL ON FUNCTION private.register_student() TO authenticated;

REVOKE ALL ON FUNCTION private.renew_bank_version() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.require_full_sections() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.set_paper_owner() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.set_session_owner() FROM PUBLIC;

GRANT SELECT,DELETE ON TABLE public.exam_sessions TO authenticated;

GRANT INSERT(exam_type) ON TABLE public.exam_sessions TO authenticated;

GRANT UPDATE(status) ON TABLE public.exam_sessions TO authenticated;

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE public.exam_sessions TO authenticated;

GRANT INSERT(started_at) ON TABLE public.exam_sessions TO authenticated;

GRANT UPDATE(completed_at) ON TABLE public.exam_sessions TO authenticated;

REVOKE ALL ON FUNCTION public.bank_version(session public.exam_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.bank_version(session public.exam_sessions) TO authenticated;

REVOKE ALL ON FUNCTION public.called_by_functions() FROM PUBLIC;
GRANT ALL ON FUNCTION public.called_by_functions() TO anon;
GRANT ALL ON FUNCTION public.called_by_functions() TO authenticated;

REVOKE ALL ON FUNCTION public.change_sessions(changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.change_sessions(changes jsonb) TO authenticated;

REVOKE ALL ON FUNCTION public.import_questions(questions jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.import_questions(questions jsonb) TO service_role;

REVOKE ALL ON FUNCTION public.listed_sessions(completed boolean, most integer, of_types text[], before timestamp with time zone, before_id integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.listed_sessions(completed boolean, most integer, of_types text[], before timestamp with time zone, before_id integer) TO authenticated;

GRANT SELECT ON TABLE public.section_papers TO authenticated;

GRANT INSERT(session_id) ON TABLE public.section_papers TO authenticated;

GRANT INSERT(deadline_at) ON TABLE public.section_papers TO authenticated;

GRANT UPDATE(closed_at) ON TABLE public.section_papers TO authenticated;

GRANT INSERT(section_id) ON TABLE public.section_papers TO authenticated;

GRANT INSERT(option_count) ON TABLE public.section_papers TO authenticated;

GRANT UPDATE(flagged) ON TABLE public.section_papers TO authenticated;

GRANT UPDATE(answers) ON TABLE public.section_papers TO authenticated;

GRANT INSERT(question_ids) ON TABLE public.section_papers TO authenticated;

REVOKE ALL ON FUNCTION public.met_questions(session public.exam_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.met_questions(session public.exam_sessions) TO authenticated;

REVOKE ALL ON FUNCTION public.open_paper(session public.exam_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_paper(session public.exam_sessions) TO authenticated;

REVOKE ALL ON FUNCTION public.register_student() FROM PUBLIC;
GRANT ALL ON FUNCTION public.register_student() TO authenticated;

GRANT SELECT ON TABLE public.passages TO anon;
GRANT SELECT ON TABLE public.passages TO authenticated;
GRANT SELECT ON TABLE public.passages TO service_role;

GRANT INSERT(subject) ON TABLE public.passages TO service_role;

GRANT INSERT(title),UPDATE(title) ON TABLE public.passages TO service_role;

GRANT INSERT(text) ON TABLE public.passages TO service_role;

GRANT SELECT ON TABLE public.questions TO anon;
GRANT SELECT ON TABLE public.questions TO authenticated;
GRANT SELECT ON TABLE public.questions TO service_role;

GRANT INSERT(subject) ON TABLE public.questions TO service_role;

GRANT INSERT(topic) ON TABLE public.questions TO service_role;

GRANT INSERT(passage_id) ON TABLE public.questions TO service_role;

GRANT INSERT(text) ON TABLE public.questions TO service_role;

GRANT INSERT(option_a) ON TABLE public.questions TO service_role;

GRANT INSERT(option_b) ON TABLE public.questions TO service_role;

GRANT INSERT(option_c) ON TABLE public.questions TO service_role;

GRANT INSERT(option_d) ON TABLE public.questions TO service_role;

GRANT INSERT(option_e) ON TABLE public.questions TO service_role;

GRANT INSERT(correct_answer) ON TABLE public.questions TO service_role;

GRANT INSERT(explanation) ON TABLE public.questions TO service_role;

GRANT INSERT(difficulty) ON TABLE public.questions TO service_role;

GRANT INSERT(image_url) ON TABLE public.questions TO service_role;

GRANT INSERT(active),UPDATE(active) ON TABLE public.questions TO service_role;

GRANT INSERT(key) ON TABLE public.questions TO service_role;

GRANT SELECT ON TABLE public.question_bank TO anon;
GRANT SELECT ON TABLE public.question_bank TO authenticated;
GRANT SELECT ON TABLE public.question_bank TO service_role;

GRANT SELECT ON TABLE public.session_keys TO authenticated;
