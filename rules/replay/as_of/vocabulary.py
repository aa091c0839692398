"""The parts of SQL that have one meaning at every moment, or whose dependence on the clock is known.

Everything else is refused: what a name that is not listed here reads or does, nobody has checked.
"""

NODES = frozenset(
    {
        *("Node", "SelectStmt", "ResTarget", "ColumnRef", "A_Star", "A_Const", "Integer", "Float", "Boolean", "String"),
        *("BitString", "A_Expr", "BoolExpr", "FuncCall", "NamedArgExpr", "TypeCast", "TypeName", "SubLink", "List"),
        *("CaseExpr", "CaseWhen", "CoalesceExpr", "MinMaxExpr", "NullTest", "BooleanTest", "SortBy", "WindowDef"),
        *("RangeVar", "Alias", "RangeSubselect", "RangeFunction", "JoinExpr", "WithClause", "CommonTableExpr"),
        *("CTESearchClause", "CTECycleClause", "GroupingSet", "GroupingFunc", "CollateClause", "A_ArrayExpr"),
        *("A_Indices", "A_Indirection", "RowExpr", "SQLValueFunction"),
    }
)
"""PostgreSQL's parse nodes (its `parsenodes.h`) that are understood."""

CLOCK_FUNCTIONS = frozenset({"now", "transaction_timestamp", "statement_timestamp", "clock_timestamp", "timeofday"})

MOMENT_TYPES = frozenset({"date", "timestamp", "timestamptz"})
TIME = "time"
TEXT_TYPES = frozenset({"text", "varchar", "bpchar"})
TYPES = (
    MOMENT_TYPES
    | TEXT_TYPES
    | {
        *(TIME, "interval", "bool", "int2", "int4", "int8", "numeric", "float4", "float8", "char", "name", "citext"),
        *("bit", "varbit", "bytea", "inet", "cidr", "macaddr", "uuid", "json", "jsonb"),
        *("integer", "int", "smallint", "bigint", "real", "decimal", "boolean"),
    }
)
"""Types to cast to. `timetz` is none of them: its zone is that of the day on which a query runs."""

SAME_MOMENT = frozenset(
    {"date_trunc", "date_bin", "to_timestamp", "to_date", "make_timestamp", "make_timestamptz", "make_date", "timezone"}
)
"""Functions that give a date or a timestamp, whatever they are given."""
PASSING_ON = frozenset({"min", "max", "first_value", "last_value", "nth_value", "lag", "lead"})
"""Functions that give a value of the kind of their first argument."""

TEXT = frozenset(
    {
        *("left", "right", "lower", "upper", "initcap", "length", "char_length", "character_length", "octet_length"),
        *("bit_length", "substr", "substring", "position", "strpos", "btrim", "ltrim", "rtrim", "lpad", "rpad"),
        *("replace", "translate", "reverse", "repeat", "split_part", "starts_with", "overlay", "ascii", "chr"),
        *("concat", "concat_ws", "format", "md5", "to_hex", "quote_literal", "quote_nullable", "quote_ident"),
        *("regexp_match", "regexp_matches", "regexp_replace", "regexp_split_to_array", "regexp_split_to_table"),
        *("regexp_count", "regexp_instr", "regexp_like", "regexp_substr", "string_to_array", "string_to_table"),
        *(
            "array_to_string",
            "to_char",
            "to_number",
            "encode",
            "decode",
            "sha256",
            "like_escape",
            "similar_to_escape",
            "text",
        ),
    }
)
NUMBERS = frozenset(
    {
        *("abs", "ceil", "ceiling", "floor", "round", "trunc", "sign", "sqrt", "cbrt", "power", "pow", "exp", "ln"),
        *("log", "log10", "mod", "div", "gcd", "lcm", "width_bucket", "scale", "degrees", "radians", "pi", "sin"),
        *("cos", "tan", "asin", "acos", "atan", "atan2", "num_nulls", "num_nonnulls"),
    }
)
TIMES = frozenset(
    {
        *("age", "date_part", "extract", "isfinite", "justify_days", "justify_hours", "justify_interval"),
        *("make_interval", "make_time", "overlaps", "date", "timestamp", "timestamptz", "time"),
    }
)
SETS = frozenset({"generate_series", "generate_subscripts", "unnest"})
ARRAYS = frozenset(
    {
        *("array_length", "array_lower", "array_upper", "array_ndims", "array_position", "array_positions"),
        *("array_append", "array_prepend", "array_cat", "array_remove", "array_replace", "cardinality"),
    }
)
JSON = frozenset(
    {
        *("to_json", "to_jsonb", "json_build_object", "jsonb_build_object", "json_build_array", "jsonb_build_array"),
        *("row_to_json", "array_to_json", "json_array_length", "jsonb_array_length", "json_typeof", "jsonb_typeof"),
        *("json_extract_path_text", "jsonb_extract_path_text", "json_extract_path", "jsonb_extract_path"),
    }
)
ADDRESSES = frozenset({"host", "family", "masklen", "netmask", "network", "broadcast", "set_masklen", "abbrev"})
AGGREGATES = frozenset(
    {
        *("count", "sum", "avg", "min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or", "string_agg"),
        *("array_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "stddev", "stddev_pop"),
        *("stddev_samp", "variance", "var_pop", "var_samp", "corr", "covar_pop", "covar_samp", "regr_slope"),
        *("regr_intercept", "regr_r2", "regr_count", "mode", "percentile_cont", "percentile_disc"),
    }
)
WINDOWS = frozenset(
    {
        *("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead"),
        *("first_value", "last_value", "nth_value"),
    }
)
FUNCTIONS = TEXT | NUMBERS | TIMES | SETS | ARRAYS | JSON | ADDRESSES | AGGREGATES | WINDOWS | SAME_MOMENT | PASSING_ON
"""Functions of pg_catalog that ask neither the clock nor a table nor chance: PostgreSQL calls them IMMUTABLE, or they
are STABLE for the session's settings only. `age` with one argument is the exception, which is rewritten."""

CHANCE = frozenset({"random", "random_normal", "gen_random_uuid", "uuidv4", "uuidv7", "array_shuffle", "array_sample"})

OPERATORS = frozenset(
    {
        *("=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "^", "|/", "||/", "@", "&", "|", "#", "~", "<<"),
        *(">>", "||", "~*", "!~", "!~*", "~~", "!~~", "~~*", "!~~*", "^@", "->", "->>", "#>", "#>>", "@>", "<@", "?"),
        *("?|", "?&", "&&", "<<=", ">>=", "BETWEEN", "NOT BETWEEN", "BETWEEN SYMMETRIC", "NOT BETWEEN SYMMETRIC"),
    }
)
"""Operators of pg_catalog. Those between times and intervals depend on the session's zone, and on no clock."""

SYSTEM_COLUMNS = frozenset({"ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"})
