"""Attacks by `VPOP3.PostgresQuery`: to write, to wait, to escape, to spy. None may succeed."""

WRITES = {
    "delete": "DELETE FROM outqueue.sendattempts",
    "insert": "INSERT INTO outqueue.sendattempts VALUES ('x', now(), 'x')",
    "update": "UPDATE outqueue.sendattempts SET result = '250'",
    "merge": "MERGE INTO outqueue.sendattempts a USING (SELECT 1) b ON true WHEN MATCHED THEN DELETE",
    "truncate": "TRUNCATE outqueue.sendattempts",
    "drop": "DROP TABLE outqueue.sendattempts",
    "create": "CREATE TABLE outqueue.mine (a int)",
    "create as": "CREATE TABLE outqueue.mine AS SELECT 1 AS a",
    "select into": "SELECT 1 AS a INTO outqueue.mine",
    "temporary table": "CREATE TEMP TABLE mine (a int)",
    "grant": "GRANT ALL ON ALL TABLES IN SCHEMA outqueue TO PUBLIC",
    "comment": "COMMENT ON TABLE outqueue.sendattempts IS 'mine'",
    "vacuum": "VACUUM FULL outqueue.sendattempts",
    "two statements": "SELECT 1; DELETE FROM outqueue.sendattempts",
    "commit, then delete": "COMMIT; DELETE FROM outqueue.sendattempts",
    "out of the cursor": "SELECT 1; ROLLBACK; BEGIN READ WRITE; DELETE FROM outqueue.sendattempts; COMMIT; SELECT 2",
    "WITH that deletes": "WITH gone AS (DELETE FROM outqueue.sendattempts RETURNING 1) SELECT * FROM gone",
    "WITH below": "SELECT * FROM (WITH gone AS (DELETE FROM outqueue.sendattempts RETURNING 1) SELECT 1) AS x",
    "explain analyze": "EXPLAIN ANALYZE DELETE FROM outqueue.sendattempts",
    "nextval": "SELECT nextval('public.numbers')",
    "setval": "SELECT setval('public.numbers', 99)",
    "lo_create": "SELECT lo_from_bytea(0, 'x')",
    "lo_import": "SELECT lo_import('/etc/passwd')",
    "a function of the owner that writes": "SELECT public.bump()",
    "the same, as a column of a row": "SELECT attempt.bump FROM outqueue.sendattempts AS attempt",
    "the same, in another spelling": 'SELECT U&"\\0062ump"()',
    "the same, behind a comment": "SELECT bump/* /* nested */ */()",
    "the same, behind a line's comment": "SELECT bump --\n()",
    "an operator of the owner that writes": "SELECT 1 OPERATOR(public.|@|) 1",
    "a cast of the owner that writes": "SELECT ROW('x')::public.bumper::bigint",
    "a view of the owner that writes": "SELECT * FROM public.bumps",
    "do": "DO $$ BEGIN DELETE FROM outqueue.sendattempts; END $$",
    "call": "CALL public.sweep()",
    "text that is run": "SELECT query_to_xml('DELETE FROM outqueue.sendattempts', true, true, '')",
    "text that is searched": "SELECT * FROM ts_stat('SELECT to_tsvector(result) FROM outqueue.sendattempts')",
    "statistics": "SELECT pg_stat_reset()",
}

ESCAPES = {
    "write again": "SET TRANSACTION READ WRITE",
    "write from now on": "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    "set_config": "SELECT set_config('transaction_read_only', 'off', true)",
    "set_config, quoted": "SELECT pg_catalog.\"set_config\"('default_transaction_read_only', 'off', false)",
    "settings, by their view": "UPDATE pg_settings SET setting = 'off' WHERE name = 'transaction_read_only'",
    "no time limit": "SET statement_timeout = 0",
    "reset": "RESET ALL",
    "discard": "DISCARD ALL",
    "another role": "SET ROLE postgres",
    "another user": "SET SESSION AUTHORIZATION postgres",
    "begin": "BEGIN",
    "commit": "COMMIT AND CHAIN",
    "rollback": "ROLLBACK",
    "savepoint": "ROLLBACK TO SAVEPOINT script",
    "prepared transaction": "PREPARE TRANSACTION 'mine'",
    "prepared statement": "PREPARE mine AS SELECT 1",
    "cursor that stays": "DECLARE mine CURSOR WITH HOLD FOR SELECT 1",
    "the broker's cursor": "CLOSE script",
    "listen": "LISTEN mine",
    "notify": "SELECT pg_notify('mine', 'x')",
    "load": "LOAD 'plpgsql'",
    "extension": "CREATE EXTENSION vector",
    "function": "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "alter system": "ALTER SYSTEM SET work_mem = '1GB'",
    "copy to a program": "COPY (SELECT 1) TO PROGRAM 'touch /tmp/mxadmin-was-here'",
    "copy from a program": "COPY outqueue.sendattempts FROM PROGRAM 'id'",
    "copy to a file": "COPY (SELECT 1) TO '/tmp/mxadmin-was-here'",
    "copy to us": "COPY outqueue.sendattempts TO STDOUT",
    "lo_export": "SELECT lo_export(1, '/tmp/mxadmin-was-here')",
    "dblink": "SELECT * FROM dblink('dbname=postgres', 'DELETE FROM outqueue.sendattempts') AS t(a text)",
    "journal": "SELECT pg_logical_emit_message(false, 'mine', 'x')",
    "snapshot": "SELECT pg_export_snapshot()",
    "a NUL": "SELECT 1\0; DELETE FROM outqueue.sendattempts",
    "a parameter": "SELECT $1",
}

WAITS = {
    "sleep": "SELECT pg_sleep(60)",
    "sleep by an interval": "SELECT pg_sleep_for('1 minute')",
    "endless": "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n",
    "a long count": "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b",
    "a million rows": "SELECT generate_series(1, 1000000)",
    "brackets a million deep": "SELECT repeat('[', 1000000)::json",
    "a huge value": "SELECT repeat('x', 100000000)",
    "advisory lock": "SELECT pg_advisory_lock(1)",
    "advisory lock, shared": "SELECT pg_try_advisory_lock_shared(2)",
    "table lock": "LOCK TABLE outqueue.sendattempts IN ACCESS EXCLUSIVE MODE",
    "row locks": "SELECT * FROM outqueue.sendattempts FOR UPDATE",
    "row locks, shared": "SELECT * FROM outqueue.sendattempts FOR KEY SHARE",
    "end its own session": "SELECT pg_terminate_backend(pg_backend_pid())",
    "end all sessions": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    "stop all queries": "SELECT pg_cancel_backend(pid) FROM pg_stat_activity",
}

SPIES = {
    "passwords of users": "SELECT * FROM public.users",
    "passwords in an error": "SELECT password::int FROM public.users",
    "passwords below": "SELECT server FROM outqueue.sendattempts WHERE 'a' < (SELECT max(password) FROM public.users)",
    "passwords as XML": "SELECT table_to_xml('public.users', true, true, '')",
    "passwords in statistics": "SELECT most_common_vals FROM pg_stats WHERE tablename = 'users'",
    "passwords by a function": "SELECT public.first_password()",
    "passwords of roles": "SELECT rolpassword FROM pg_authid",
    "what others ask": "SELECT query FROM pg_stat_activity WHERE query LIKE '%still here%' AND pid <> pg_backend_pid()",
    "where the server's files are": "SELECT setting FROM pg_settings WHERE name = 'data_directory'",
    "files": "SELECT pg_read_file('/etc/passwd')",
    "directories": "SELECT pg_ls_dir('/')",
}

ATTACKS = {
    f"{aim}: {name}": text
    for aim, attacks in (("write", WRITES), ("escape", ESCAPES), ("wait", WAITS), ("spy", SPIES))
    for name, text in attacks.items()
}

VICTIMS = """
    INSERT INTO outqueue.sendattempts SELECT 'mx1.example', now(), '421 later' FROM generate_series(1, 10);
    CREATE TABLE public.users (name text, password text);
    INSERT INTO public.users SELECT 'ann', 'hunter2' FROM generate_series(1, 100);
    ANALYZE public.users;
    CREATE SEQUENCE public.numbers;
    CREATE FUNCTION public.bump() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$
        SELECT pg_advisory_lock(7); SELECT nextval('public.numbers') $$;
    CREATE FUNCTION public.bump(outqueue.sendattempts) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$
        SELECT pg_advisory_lock(7); SELECT nextval('public.numbers') $$;
    CREATE FUNCTION public.bump_two(int, int) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT public.bump()';
    CREATE OPERATOR public.|@| (FUNCTION = public.bump_two, LEFTARG = int, RIGHTARG = int);
    CREATE TYPE public.bumper AS (name text);
    CREATE FUNCTION public.bump_cast(public.bumper) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS
        'SELECT public.bump()';
    CREATE CAST (public.bumper AS bigint) WITH FUNCTION public.bump_cast(public.bumper);
    CREATE VIEW public.bumps AS SELECT public.bump();
    GRANT SELECT ON public.bumps TO PUBLIC;
    CREATE PROCEDURE public.sweep() LANGUAGE sql AS 'DELETE FROM outqueue.sendattempts';
    CREATE FUNCTION public.first_password() RETURNS text LANGUAGE plpgsql STABLE AS
        'BEGIN RETURN (SELECT password FROM public.users LIMIT 1); END';
"""
"""Things to harm: users with a password, a sequence, functions and a procedure that write."""
