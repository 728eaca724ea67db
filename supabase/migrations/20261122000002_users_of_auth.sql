-- Who is this student? Supabase Auth says a UUID, `exam_sessions` wants the integer of `users`.
-- `users.auth_user_id` maps the one to the other, and a trigger adds the row at sign-up.

create schema if not exists private;
comment on schema private is 'Helpers and secrets of the exam functions. Never exposed through the API.';

alter table public.users
  add column if not exists auth_user_id uuid unique references auth.users (id) on delete cascade;
comment on column public.users.auth_user_id is 'The user in Supabase Auth; null for rows that are older than Auth.';

-- Deleting an account deletes its sessions. The foreign key of an existing table may bear any name.
do $$
declare
  existing text;
begin
  for existing in
    select conname from pg_catalog.pg_constraint
    where conrelid = 'public.exam_sessions'::regclass
      and confrelid = 'public.users'::regclass
      and contype = 'f'
      and conkey = array[(
        select attnum from pg_catalog.pg_attribute
        where attrelid = 'public.exam_sessions'::regclass and attname = 'user_id'
      )]
  loop
    execute format('alter table public.exam_sessions drop constraint %I', existing);
  end loop;
end $$;
alter table public.exam_sessions
  add constraint exam_sessions_user_id_fkey
  foreign key (user_id) references public.users (id) on delete cascade;

-- A sign-up must never fail because of us: an existing `users` table may demand columns that we know
-- nothing of. Such a user simply has no row, and is told so (`user_unknown`) on creating a session.
create function private.add_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.users (auth_user_id) values (new.id) on conflict (auth_user_id) do nothing;
  return new;
exception when others then
  raise warning 'auth user % got no row in public.users: %', new.id, sqlerrm;
  return new;
end $$;
revoke execute on function private.add_user() from public, anon, authenticated, service_role;

create trigger exam_simulation_add_user
  after insert on auth.users
  for each row execute function private.add_user();

-- Those who signed up before.
do $$
begin
  insert into public.users (auth_user_id) select id from auth.users
  on conflict (auth_user_id) do nothing;
exception when others then
  raise warning 'existing auth users got no rows in public.users: %', sqlerrm;
end $$;
