-- A student holds a token that Supabase's REST API accepts, so the database itself decides who may do what.
-- Two questions decide it, and every policy is made of them.

-- The SHA-256 of each valid functions' key; two while a key is rotated.
create table private.functions_keys (
  key_sha256 text primary key check (key_sha256 ~ '^[0-9a-f]{64}$'),
  added_at timestamptz not null default now()
);
alter table private.functions_keys enable row level security;
revoke all on private.functions_keys from public, anon, authenticated, service_role;
-- No policy and no grant: only security-definer functions read it, only the owner writes it.

-- First question: is it mine?
create function private.current_user_id() returns integer
language sql stable security definer set search_path = ''
as $$
  select id from public.users where auth_user_id = (select auth.uid())
$$;

-- Second question: does it come through the functions?
create function private.called_by_functions() returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from private.functions_keys
    where key_sha256 = encode(sha256(convert_to(
      nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-exam-functions-key', 'UTF8'
    )), 'hex')
  )
$$;

-- Policies run as the caller: it needs EXECUTE, but no USAGE on the schema, so it cannot call them itself.
revoke execute on function private.current_user_id() from public, anon, authenticated, service_role;
revoke execute on function private.called_by_functions() from public, anon, authenticated, service_role;
grant execute on function private.current_user_id() to authenticated;
grant execute on function private.called_by_functions() to anon, authenticated;

-- The functions ask this when a write had no effect or the bank looks empty: is their key wrong?
-- The SQL-standard body is bound when it is created, hence needs no USAGE on `private` either.
create function public.called_by_functions() returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select private.called_by_functions();
end;
comment on function public.called_by_functions() is 'Whether this request carries a valid functions'' key.';
revoke execute on function public.called_by_functions() from public, anon, authenticated, service_role;
grant execute on function public.called_by_functions() to anon, authenticated;
