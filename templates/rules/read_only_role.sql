CREATE ROLE mxadmin LOGIN PASSWORD 'a long random password of your own'
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 20;
ALTER ROLE mxadmin SET default_transaction_read_only = on;
GRANT USAGE ON SCHEMA outqueue TO mxadmin;
GRANT SELECT ON outqueue.sendattempts TO mxadmin;
