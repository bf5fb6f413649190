-- Who may do what in the warehouse (docs/design/warehouse.md). `wardreport db upgrade` runs this file as the owner of the
-- tables, at each upgrade, since views come back without their grants; then it lets wardreport_bi read the views of
-- sql/bi, by the names of their files.
-- These are groups without a login: an administrator makes users and puts each into one of them.
--   wardreport_etl       runs the pipeline: reads, adds rows, brings dimensions up to date; changes no fact and no schema
--   wardreport_reviewer  reads everything, writes nothing
--   wardreport_bi        reads the documented views, and nothing else
-- The warehouse has a database of its own: what is taken away here from PUBLIC is taken away in schema public.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['wardreport_etl', 'wardreport_reviewer', 'wardreport_bi'] LOOP
        CONTINUE WHEN EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted);
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;  -- the upgrade of another database was faster
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role % is not there and % may not make it: an administrator has to run CREATE ROLE % NOLOGIN',
                    wanted, current_user, wanted
                    USING ERRCODE = 'insufficient_privilege';
        END;
    END LOOP;
END $$;

-- nothing but what is granted below, whatever was granted before
REVOKE ALL ON SCHEMA public FROM PUBLIC, wardreport_etl, wardreport_reviewer, wardreport_bi;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, wardreport_etl, wardreport_reviewer, wardreport_bi;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, wardreport_etl, wardreport_reviewer, wardreport_bi;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, wardreport_etl, wardreport_reviewer, wardreport_bi;
DO $$
BEGIN
    -- with a temporary schema somebody could make tables and functions after all
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;

-- What PostgreSQL lets everybody do: make large objects, hold the locks by which runs take turns, and ask how many rows
-- were written into each table. Only a superuser can take that away; docs/design/disclosure.md says what stays.
DO $$
DECLARE
    known record;
    owner name := (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database());
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        RETURN;
    END IF;
    FOR known IN
        SELECT p.oid::regprocedure AS function,
            CASE
                WHEN p.proname ~ '^pg_(try_)?advisory_' THEN 'wardreport_etl'
                WHEN p.proname ~ '^pg_stat_get_' THEN 'pg_read_all_stats'
            END AS who
        FROM pg_proc AS p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
            AND p.proname ~ ('^(lo_.*|loread|lowrite|pg_(try_)?advisory_.*'
                || '|pg_stat_get_(xact_)?(tuples_.*|(live|dead)_tuples|mod_since_.*|ins_since_.*))$')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', known.function);
        IF known.who IS NOT NULL THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', known.function, known.who);
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', known.function, owner);
        END IF;
    END LOOP;
END $$;

-- what is made later belongs to nobody but its owner; only the defaults of all schemas can take a function from PUBLIC
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TYPES FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO wardreport_etl, wardreport_reviewer, wardreport_bi;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO wardreport_etl, wardreport_reviewer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO wardreport_etl;
DO $$
DECLARE
    known text;
BEGIN
    FOR known IN
        SELECT c.relname
        FROM pg_class AS c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'alembic_version'
    LOOP
        EXECUTE format('GRANT INSERT ON public.%I TO wardreport_etl', known);
    END LOOP;
    -- the dimensions: what is recorded of them follows the metadata
    FOREACH known IN ARRAY ARRAY[
        'form_indicator', 'form_version', 'indicator', 'indicator_owner', 'period', 'ratio', 'reporting_obligation',
        'reporting_unit', 'role', 'unit_succession'
    ] LOOP
        CONTINUE WHEN to_regclass('public.' || known) IS NULL;
        EXECUTE format('GRANT UPDATE ON public.%I TO wardreport_etl', known);
    END LOOP;
    -- the bridges, which are replaced whole: no fact refers to them
    FOREACH known IN ARRAY ARRAY[
        'form_indicator', 'indicator_owner', 'ratio', 'reporting_obligation', 'unit_succession'
    ] LOOP
        CONTINUE WHEN to_regclass('public.' || known) IS NULL;
        EXECUTE format('GRANT DELETE ON public.%I TO wardreport_etl', known);
    END LOOP;
END $$;
