"""The functions that are let through are PostgreSQL's own, and depend on nothing but the session's settings."""

import psycopg

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.replay.as_of.vocabulary import FUNCTIONS

ONLY_ON_SETTINGS = {
    *("age", "date", "date_part", "date_trunc", "extract", "generate_series", "overlaps", "time", "timestamp"),
    *("timestamptz", "timezone", "to_char", "to_date", "to_number", "to_timestamp", "make_timestamptz"),
    *("concat", "concat_ws", "format", "length", "quote_literal", "quote_nullable", "array_to_string"),
    *("array_to_json", "json_agg", "json_build_array", "json_build_object", "json_object_agg", "jsonb_agg"),
    *("jsonb_build_array", "jsonb_build_object", "jsonb_object_agg", "row_to_json", "to_json", "to_jsonb"),
}
"""STABLE functions: they depend on the zone, the language or the encoding. Of `age`, see the reader."""


def test_every_function_is_immutable_or_depends_only_on_settings(postgres: EmbeddedPostgres):
    with psycopg.connect(postgres.url()) as owner:
        found = owner.execute(
            "SELECT proname, array_agg(DISTINCT provolatile::text) FROM pg_proc "
            "WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (%s) GROUP BY 1",
            (sorted(FUNCTIONS),),
        ).fetchall()
    assert {name for name, _ in found} == FUNCTIONS
    assert {name for name, kinds in found if "v" in kinds} == set()
    assert {name for name, kinds in found if "s" in kinds} <= ONLY_ON_SETTINGS
