-- Two functions allowed for a local server that sent JSON encoded twice. It no longer does. From now on a string is refused
-- as any other value that is no array.
do $$
declare
  allowance text;
  definition text;
begin
  for allowance, definition in
    select format('case jsonb_typeof(%1$s) when ''string'' then (%1$s #>> ''{}'')::jsonb else %1$s end', argument),
           pg_get_functiondef(name::regprocedure)
    from (values ('public.change_sessions(jsonb)', 'changes'), ('public.import_questions(jsonb)', 'questions')) as f (name, argument)
  loop
    if position(allowance in definition) = 0 then
      raise exception 'a function is not as the migrations made it: %', definition;
    end if;
    execute regexp_replace(replace(definition, allowance, substring(allowance from '\((\w+)')), '\n *-- The local server [^\n]*', '');
  end loop;
end $$;
