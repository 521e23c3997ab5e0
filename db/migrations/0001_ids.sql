-- Ids ordered by time keep indexes compact; uuidv7() exists from PostgreSQL 18 on.
do $$
begin
  if to_regproc('pg_catalog.uuidv7') is null then
    create function new_id() returns uuid language sql volatile as 'select gen_random_uuid()';
  else
    create function new_id() returns uuid language sql volatile as 'select uuidv7()';
  end if;
end
$$;
