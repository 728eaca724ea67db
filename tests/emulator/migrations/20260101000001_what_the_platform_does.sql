-- Each table shows one thing that the platform does, or does not do.

-- Nobody is granted anything here: what may be done with it is the platform's own doing.
create table public.ungranted (id integer primary key);
insert into public.ungranted values (1);

-- Whoever asks sees the row that a header of the request names.
create table public.notes (id integer primary key, owner text not null);
insert into public.notes select number, 'caller ' || number from generate_series(0, 19) number;
alter table public.notes enable row level security;
create policy "whose header says so" on public.notes
  using (owner = (select nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-owner'));
grant select on public.notes to anon, authenticated;

-- Refuses rows in every way that a table can.
create table public.payments (
  id integer primary key,
  amount integer check (amount > 0),
  exclude (amount with =)
);
insert into public.payments values (0, 7);
create function public.refuse_thirteen() returns trigger language plpgsql as $$
begin
  if new.amount = 13 then raise exception 'not thirteen'; end if;
  return new;
end
$$;
create trigger refuse_thirteen before insert on public.payments
  for each row execute function public.refuse_thirteen();
grant insert, select on public.payments to anon;

-- Gives its argument back.
create function public.echo(value jsonb) returns jsonb language sql as $$ select jsonb_build_object('echo', value) $$;
grant execute on function public.echo(jsonb) to anon, authenticated;
