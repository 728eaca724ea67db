-- A statement that changes no question makes no new version of the bank. A trigger for each statement runs even if its caller
-- may change nothing, so the old one let anybody who may try make every process fetch the bank again.
set lock_timeout = '5s';

-- Statements that change questions still wait for each other before they lock a row, so that two never wait in a circle.
create function private.lock_bank_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform from private.bank_version for update;
  return null;
end $$;
revoke execute on function private.lock_bank_version() from public, anon, authenticated, service_role;

create or replace function private.renew_bank_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from changed) then
    insert into private.bank_version as known default values
      on conflict (is_only) do update set version = default, made_by = default where known.made_by <> pg_current_xact_id();
  end if;
  return null;
end $$;

drop trigger renew_bank_version on public.questions;
create trigger lock_bank_version
  before insert or update on public.questions
  for each statement execute function private.lock_bank_version();
create trigger renew_bank_version_of_added
  after insert on public.questions referencing new table as changed
  for each statement execute function private.renew_bank_version();
create trigger renew_bank_version_of_changed
  after update on public.questions referencing new table as changed
  for each statement execute function private.renew_bank_version();

reset lock_timeout;
notify pgrst, 'reload schema';
