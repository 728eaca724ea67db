-- Estimated counts told how many questions have which subject, topic or difficulty. No samples of the bank are kept any more.
set lock_timeout = '5s';

do $$
declare
  bank text := pg_catalog.pg_get_viewdef('public.question_bank'::regclass);
  guards text[] := array(
    select pg_catalog.pg_get_triggerdef(oid) from pg_catalog.pg_trigger
    where tgname in ('questions_are_never_edited', 'passages_are_never_edited')
  );
  guard text;
  one record;
begin
  -- A column's type set to what it is deletes its samples, and rewrites nothing, unless a view or a trigger uses it.
  drop view public.question_bank;
  drop trigger questions_are_never_edited on public.questions;
  drop trigger passages_are_never_edited on public.passages;
  for one in
    select relname as table, attname as column, format_type(atttypid, atttypmod) as type, exists (
        select from pg_catalog.pg_stats
        where schemaname = 'public' and tablename = relname and pg_stats.attname = pg_attribute.attname
      ) as is_sampled
    from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
    where attrelid in ('public.questions'::regclass, 'public.passages'::regclass) and attnum > 0 and not attisdropped
  loop
    execute format('alter table public.%I alter column %I set statistics 0', one.table, one.column);
    if one.is_sampled then
      begin
        execute format('alter table public.%I alter column %I type %s', one.table, one.column, one.type);
      exception when feature_not_supported then
        raise warning 'samples of %.% stay: a view or a trigger uses it', one.table, one.column;
      end;
    end if;
  end loop;
  foreach guard in array guards loop
    execute guard;
  end loop;
  execute 'create view public.question_bank with (security_invoker = true) as ' || bank;
end $$;
comment on view public.question_bank is 'What each subject holds, to draw from or retired: how much, and which.';
revoke all on public.question_bank from public, anon, authenticated, service_role;
grant select on public.question_bank to anon, authenticated, service_role;

-- The expressions of an index have samples of their own.
alter index public.questions_distinct alter column 2 set statistics 0;
alter index public.questions_distinct alter column 3 set statistics 0;
alter index public.passages_distinct alter column 2 set statistics 0;

reset lock_timeout;
notify pgrst, 'reload schema';
