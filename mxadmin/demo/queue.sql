-- What VPOP3's database shows of its outgoing queue. Documented by the vendor's example are only the schema, the table
-- and the columns server, starttime and result; the others are what an administrator would expect to find.
CREATE SCHEMA outqueue;
CREATE TABLE outqueue.sendattempts (
    attemptid   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    messageid   text NOT NULL,
    sender      text NOT NULL,
    recipient   text NOT NULL,
    domain      text NOT NULL,
    server      text NOT NULL,
    ipaddress   inet,
    starttime   timestamp with time zone NOT NULL,
    endtime     timestamp with time zone NOT NULL,
    retries     integer NOT NULL,
    messagesize bigint NOT NULL,
    result      text NOT NULL
);
CREATE INDEX sendattempts_server_starttime ON outqueue.sendattempts (server, starttime);
CREATE INDEX sendattempts_starttime ON outqueue.sendattempts (starttime);
CREATE INDEX sendattempts_endtime ON outqueue.sendattempts (endtime);

-- mxadmin reads and does nothing else: not even a temporary table.
REVOKE ALL ON DATABASE vpop3 FROM PUBLIC;
GRANT CONNECT ON DATABASE vpop3 TO mxadmin_reader;
GRANT USAGE ON SCHEMA outqueue TO mxadmin_reader;
GRANT SELECT ON outqueue.sendattempts TO mxadmin_reader;
