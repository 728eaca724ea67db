-- `exam_sessions` and `users`, closed to everybody but their student and the functions.

-- What an existing table allowed so far would be added to what is allowed here, so it goes first.
do $$
declare
  existing record;
begin
  for existing in
    select policyname, tablename from pg_catalog.pg_policies
    where schemaname = 'public' and tablename in ('users', 'exam_sessions')
  loop
    raise notice 'dropping policy "%" on public.%', existing.policyname, existing.tablename;
    execute format('drop policy %I on public.%I', existing.policyname, existing.tablename);
  end loop;
end $$;

-- ── users ────────────────────────────────────────────────────────────────────────────────────────
-- Answers nobody: no policy, no grant. The mapping is read by private.current_user_id() alone.
alter table public.users enable row level security;
revoke all on public.users from public, anon, authenticated, service_role;

-- ── exam_sessions ────────────────────────────────────────────────────────────────────────────────
alter table public.exam_sessions enable row level security;
revoke all on public.exam_sessions from public, anon, authenticated, service_role;

-- NOT VALID: rows that are older than these rules stay as they are.
alter table public.exam_sessions
  add constraint exam_sessions_status_known
    check (status in ('created', 'in_progress', 'completed')) not valid,
  add constraint exam_sessions_completed_has_time
    check ((status = 'completed') = (completed_at is not null)) not valid;

create policy "a student reads their own sessions"
  on public.exam_sessions for select to authenticated
  using (user_id = (select private.current_user_id()));

create policy "a session is created through the functions, for the caller"
  on public.exam_sessions for insert to authenticated
  with check (
    user_id = (select private.current_user_id())
    and (select private.called_by_functions())
  );

create policy "a session is changed through the functions, by its student"
  on public.exam_sessions for update to authenticated
  using (
    user_id = (select private.current_user_id())
    and (select private.called_by_functions())
  )
  with check (
    user_id = (select private.current_user_id())
    and (select private.called_by_functions())
  );

-- Delete has no policy and no grant, because a history is never unwritten; it goes with the account.
-- `id`, `user_id` and `updated_at` are granted to no writer, because the database fills them;
-- `exam_type` and `started_at` are never updated, because a session stays the one that was begun.
grant select on public.exam_sessions to authenticated;
grant insert (exam_type, metadata, started_at) on public.exam_sessions to authenticated;
grant update (status, metadata, completed_at) on public.exam_sessions to authenticated;

-- Sequences: an identity column needs no grant; the `serial` of an existing table needs USAGE to insert.
do $$
declare
  ids text;
begin
  foreach ids in array array[
    pg_get_serial_sequence('public.users', 'id'),
    pg_get_serial_sequence('public.exam_sessions', 'id')
  ] loop
    if ids is not null then
      execute format('revoke all on sequence %s from public, anon, authenticated, service_role', ids);
    end if;
  end loop;
  if ids is not null and exists (
    select from pg_catalog.pg_attribute
    where attrelid = 'public.exam_sessions'::regclass and attname = 'id' and attidentity = ''
  ) then
    execute format('grant usage on sequence %s to authenticated', ids);
  end if;
end $$;

-- Whose session it is comes from the token, whatever the request says. Without a token (an operator in
-- SQL) the row says it. PostgREST turns PT401 into the status 401.
create function private.set_session_owner() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.user_id is null or (select auth.uid()) is not null then
    new.user_id := private.current_user_id();
  end if;
  if new.user_id is null then
    raise sqlstate 'PT401' using message = 'This user has no row in public.users', hint = 'user_unknown';
  end if;
  return new;
end $$;
revoke execute on function private.set_session_owner() from public, anon, authenticated, service_role;

create trigger set_session_owner
  before insert on public.exam_sessions
  for each row execute function private.set_session_owner();

-- A completed session is a result: nothing changes it any more. PostgREST turns PT409 into the status 409.
create function private.guard_session_update() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if old.status = 'completed' then
    raise sqlstate 'PT409' using message = 'A completed session does not change', hint = 'session_completed';
  end if;
  new.updated_at := now();
  return new;
end $$;
revoke execute on function private.guard_session_update() from public, anon, authenticated, service_role;

create trigger guard_session_update
  before update on public.exam_sessions
  for each row execute function private.guard_session_update();

-- Deleting an account finds its sessions.
create index exam_sessions_user on public.exam_sessions (user_id);

-- The two lists of a history, newest first, and resumed from any row.
create index exam_sessions_completed
  on public.exam_sessions (user_id, completed_at desc, id desc) where completed_at is not null;
create index exam_sessions_unfinished
  on public.exam_sessions (user_id, started_at desc, id desc) where completed_at is null;

-- The same Idempotency-Key of the same student makes one session, however many requests arrive at once.
create unique index exam_sessions_idempotency
  on public.exam_sessions (user_id, (metadata ->> 'idempotency_key_sha256'))
  where metadata ->> 'idempotency_key_sha256' is not null;
