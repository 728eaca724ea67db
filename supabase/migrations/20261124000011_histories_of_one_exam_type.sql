-- A history of one exam type looked into every session of its student to see of which type it is. As the last key of the two
-- indexes of histories, the type is seen there, and only what is shown is fetched.
drop index public.exam_sessions_completed;
create index exam_sessions_completed
  on public.exam_sessions (user_id, completed_at desc, id desc, exam_type) where completed_at is not null;

drop index public.exam_sessions_unfinished;
create index exam_sessions_unfinished
  on public.exam_sessions (user_id, started_at desc, id desc, exam_type) where completed_at is null;
