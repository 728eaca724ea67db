-- A session is kept in its row. What makes a row longer than 2 kB, Postgres compresses, and keeps beside the table where that
-- does not suffice. Compressed, a session is some 2 kB, so most went there; each look at `metadata` then finds its pieces by an
-- index, and a history looks three times at every row: a page of it touched 180 pages of the database, now 26.
-- MAIN compresses as before, but keeps in the row what fits on its page. Rows that are there already follow as they are written.
alter table public.exam_sessions alter column metadata set storage main;
