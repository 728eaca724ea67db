-- A project that has both tables already, in its own way: more columns, other names, open to everybody, and rows
-- that nobody would write today.

create table public.users (
  id serial primary key,
  email character varying not null unique,
  full_name text not null
);

create table public.exam_sessions (
  id serial primary key,
  user_id integer not null constraint whose_session references public.users (id),
  exam_type character varying not null default 'TOLC-I',
  status character varying not null default 'created',
  metadata jsonb default '{}',
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  reviewed_by integer constraint who_reviewed references public.users (id)
);

alter table public.exam_sessions enable row level security;
create policy "Enable everything for everybody" on public.exam_sessions for all using (true) with check (true);
create policy "Users are public" on public.users for select using (true);
grant all on public.users, public.exam_sessions to anon, authenticated, service_role;
grant update (user_id) on public.exam_sessions to authenticated;
grant all on sequence public.users_id_seq, public.exam_sessions_id_seq to anon, authenticated, service_role;

insert into public.users (email, full_name) values
  ('anna@example.com', 'Anna, who had sessions before'),
  ('bruno@example.com', 'Bruno, who had one too');
insert into public.exam_sessions (user_id, exam_type, status, metadata, started_at, completed_at, reviewed_by) values
  (1, 'TOLC-I', 'abandoned', null, '2024-01-01', null, 2),
  (1, 'TOLC-E', 'COMPLETED', '[]', '2024-02-01', '2024-02-01', null),
  (1, 'TOLC-F', 'completed', '{"score": "12/20"}', '2024-03-01', null, null),
  (2, 'TOLC-S', 'created', '{}', '2024-04-01', '2024-04-01', null);
analyze public.exam_sessions;
