-- How many sessions another student has is nobody's business, not even as an estimate.
-- PostgREST tells everybody the planner's estimates (`Prefer: count=planned`), and Postgres makes them from samples of all
-- rows, the hidden ones too. As for the question bank, none are kept. No plan needs them: every statement of the functions
-- finds its rows by a unique index, or reads an ordered one up to a limit.

-- A column's type set to what it is deletes the samples that it has (and rewrites nothing), unless a policy names it: the
-- three that do are dropped for that moment, and made again word for word.
drop policy "a student reads their own sessions" on public.exam_sessions;
drop policy "a session is created through the functions, for the caller" on public.exam_sessions;
drop policy "a session is changed through the functions, by its student" on public.exam_sessions;

do $$
declare
  one record;
begin
  for one in
    select attname as name, format_type(atttypid, atttypmod) as type,
      exists (
        select from pg_catalog.pg_stats
        where schemaname = 'public' and tablename = 'exam_sessions' and pg_stats.attname = pg_attribute.attname
      ) as is_sampled
    from pg_catalog.pg_attribute
    where attrelid = 'public.exam_sessions'::regclass and attnum > 0 and not attisdropped
  loop
    execute format('alter table public.exam_sessions alter column %I set statistics 0', one.name);
    if one.is_sampled then
      begin
        execute format('alter table public.exam_sessions alter column %I type %s', one.name, one.type);
      exception when feature_not_supported then
        raise warning 'samples of exam_sessions.% stay: a view uses it', one.name;
      end;
    end if;
  end loop;
end $$;
alter index public.exam_sessions_idempotency alter column 2 set statistics 0;

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
