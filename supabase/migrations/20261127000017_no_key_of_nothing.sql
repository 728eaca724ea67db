-- The SHA-256 of an empty string was accepted as a key's, and then an empty header opened the bank. A key has 32 characters
-- at least: a shorter header is none.
set lock_timeout = '5s';

delete from private.functions_keys where key_sha256 = encode(sha256(''), 'hex');
alter table private.functions_keys
  add constraint functions_keys_not_of_nothing check (key_sha256 <> encode(sha256(''), 'hex'));

create or replace function private.called_by_functions() returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from private.functions_keys,
      lateral (select nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-exam-functions-key') as sent (key)
    where length(sent.key) >= 32 and key_sha256 = encode(sha256(convert_to(sent.key, 'UTF8')), 'hex')
  )
$$;

reset lock_timeout;
notify pgrst, 'reload schema';
