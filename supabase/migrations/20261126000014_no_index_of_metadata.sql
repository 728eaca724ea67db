-- A repeated creation is found in `session_keys`. No index on an expression of `metadata` is left, so that a change of a session
-- that is not its first or last touches no index. Writers of `exam_sessions` wait while the index goes, which takes no time.
drop index public.exam_sessions_idempotency;
