-- A user of Supabase Auth may have no row in `users`: the trigger of sign-ups failed, or rows were restored without it. Then
-- creating a session calls `register_student`, and tries again.
set lock_timeout = '5s';

-- Where `users` has columns of its own, the project replaces this function (docs/operations.md has an example).
create function private.new_student(auth_user uuid) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  student integer;
begin
  insert into public.users (auth_user_id) values (auth_user)
    on conflict (auth_user_id) do nothing
    returning id into student;
  return coalesce(student, (select id from public.users where auth_user_id = auth_user));
end $$;
comment on function private.new_student(uuid) is 'Gives a user of Supabase Auth a row in users, and returns its id. Projects may replace it.';
revoke execute on function private.new_student(uuid) from public, anon, authenticated, service_role;

create or replace function private.add_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.new_student(new.id);
  return new;
exception when others then
  raise warning 'auth user % got no row in public.users: %', new.id, sqlerrm;
  return new;
end $$;

create function private.register_student() returns boolean
language plpgsql security definer set search_path = ''
as $$
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
revoke execute on function private.register_student() from public, anon, authenticated, service_role;
grant execute on function private.register_student() to authenticated;

create function public.register_student() returns boolean
language sql volatile security invoker set search_path = ''
begin atomic
  select private.register_student();
end;
comment on function public.register_student() is 'Gives the caller a row in users if there is none; whether there is one now. For the functions.';
revoke execute on function public.register_student() from public, anon, authenticated, service_role;
grant execute on function public.register_student() to authenticated;

reset lock_timeout;
notify pgrst, 'reload schema';
