#!/bin/sh
# PostgreSQL of compose.school.yaml runs this once, while its volume is empty: the role and the database of jigap.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set password `cat /run/secrets/jigap_password`
CREATE ROLE jigap LOGIN PASSWORD :'password';
-- To see how old the oldest snapshot is, and whether a standby is there, whoever it belongs to.
GRANT pg_monitor TO jigap;
CREATE DATABASE jigap OWNER jigap ENCODING 'UTF8' TEMPLATE template0;
-- A session that somebody leaves open in a transaction makes every call slower, until it ends.
ALTER DATABASE jigap SET idle_in_transaction_session_timeout = '10s';
SQL
