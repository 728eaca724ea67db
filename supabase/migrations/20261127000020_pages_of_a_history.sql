-- A page of a history, from an index that has its order. The columns of exam_sessions have no statistics, so the planner takes
-- a student with thousands of sessions for one with few, reads all of them, their metadata too, and sorts them. Here it may not sort.
set lock_timeout = '5s';

-- The caller's sessions: completed ones by completed_at, or else unfinished ones by started_at, the newest first.
create function public.listed_sessions(
  completed boolean, most integer, of_types text[] default null, before timestamptz default null, before_id integer default null
) returns setof public.exam_sessions
language plpgsql stable set search_path = '' set enable_sort = off set plan_cache_mode = force_custom_plan
as $$
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
revoke execute on function public.listed_sessions(boolean, integer, text[], timestamptz, integer) from public, anon, service_role;
grant execute on function public.listed_sessions(boolean, integer, text[], timestamptz, integer) to authenticated;

reset lock_timeout;
notify pgrst, 'reload schema';
