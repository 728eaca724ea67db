-- What adopting a database changes, or what could go wrong: one row for each finding. It changes nothing. Run it before and
-- after the migrations:
--   psql "$DATABASE_URL" --file=supabase/adoption/check.sql
-- docs/operations.md ("Adopting an existing database") says what to do about each finding.

with adopted (name) as (values ('public.users'::regclass), ('public.exam_sessions'::regclass))
select 'a required column of users without a default: new students get no row' as finding, attname::text as place
from pg_catalog.pg_attribute
where attrelid = 'public.users'::regclass and attnum > 0 and not attisdropped
  and attnotnull and not atthasdef and attidentity = '' and attgenerated = ''
union all
select 'users of Supabase Auth without a row in users', count(*)::text
from auth.users known
where not exists (select from public.users u where to_jsonb(u) ->> 'auth_user_id' = known.id::text)
having count(*) > 0
union all
select 'a policy: the migrations drop it', format('%s: %s', polrelid::regclass, polname)
from pg_catalog.pg_policy join adopted on adopted.name = polrelid
where pg_catalog.pg_get_expr(polqual, polrelid) is distinct from '(user_id = ( SELECT private.current_user_id() AS current_user_id))'
  and coalesce(pg_catalog.pg_get_expr(polqual, polrelid), '') || coalesce(pg_catalog.pg_get_expr(polwithcheck, polrelid), '')
    not like '%called_by_functions%'
union all
select 'a grant to a role of the API: the migrations drop it', format('%s: %s to %s', name, string_agg(privilege_type, ', ' order by privilege_type), grantee::regrole)
from adopted join pg_catalog.pg_class on oid = name, pg_catalog.aclexplode(relacl)
where grantee in (select oid from pg_catalog.pg_roles where rolname in ('anon', 'authenticated', 'service_role'))
  and (name = 'public.users'::regclass or privilege_type in ('INSERT', 'UPDATE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'))
group by name, grantee
union all
select 'deleting a user deletes these rows too', format('%s.%s', conrelid::regclass, conname)
from pg_catalog.pg_constraint
where contype = 'f' and confrelid in ('public.users'::regclass, 'public.exam_sessions'::regclass) and confdeltype = 'c'
  and conrelid not in (
    select oid from pg_catalog.pg_class
    where relname in ('exam_sessions', 'section_papers', 'session_keys') and relnamespace = 'public'::regnamespace
  )
union all
select 'these rows keep a user from being deleted', format('%s.%s', conrelid::regclass, conname)
from pg_catalog.pg_constraint
where contype = 'f' and confrelid in ('public.users'::regclass, 'public.exam_sessions'::regclass) and confdeltype in ('a', 'r')
union all
select 'sessions with another status: the functions do not show them', format('%s: %s', status, count(*))
from public.exam_sessions
where status not in ('created', 'in_progress', 'completed')
group by status
union all
select 'a function that runs as its owner, and may pass row-level security by', oid::regprocedure::text
from pg_catalog.pg_proc
where prosecdef and pronamespace = 'public'::regnamespace
union all
select 'a view that runs as its owner, and passes row-level security by', oid::regclass::text
from pg_catalog.pg_class
where relkind = 'v' and relnamespace = 'public'::regnamespace and not coalesce(reloptions, '{}') @> '{security_invoker=true}'
union all
select 'published, for Realtime for example', format('%s: %s', pubname, tablename)
from pg_catalog.pg_publication_tables
where schemaname = 'public' and tablename in ('users', 'exam_sessions')
order by 1, 2;
