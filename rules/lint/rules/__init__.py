"""All rules: one file each, listed here."""

from rules.lint.rule import Rule
from rules.lint.rules import (
    assignment_in_condition,
    default_result,
    foreign_character,
    hold_minutes,
    hook_name,
    hook_parameters,
    hook_version,
    implicit_result,
    other_language,
    shadowing,
    sql_names,
    sql_quoting,
    sql_time_limit,
    syntax,
    text_and_number,
    too_large,
    unavailable_call,
    unchecked_rows,
    unclosed,
    undeclared_global,
    undefined_name,
    unknown_host_function,
    unreachable,
    unused,
)

RULES: dict[str, Rule] = {
    module.RULE.name: module.RULE
    for module in (
        syntax,
        other_language,
        foreign_character,
        unclosed,
        assignment_in_condition,
        too_large,
        undeclared_global,
        undefined_name,
        unused,
        shadowing,
        unreachable,
        hook_name,
        hook_parameters,
        hook_version,
        implicit_result,
        default_result,
        hold_minutes,
        unchecked_rows,
        text_and_number,
        sql_quoting,
        sql_time_limit,
        sql_names,
        unknown_host_function,
        unavailable_call,
    )
}
"""By name, in the order in which they are explained."""
