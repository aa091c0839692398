"""JUnit's XML, as build servers read it: one test case for each scenario."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rules.scenarios.trial import Trial
from rules.text.printable import printable


def report(tried: Mapping[str, Trial]) -> str:
    seconds = sum(each.told.elapsed_ms for each in tried.values()) / 1000
    failed = sum(not each.passed for each in tried.values())
    suite = Element(
        "testsuite", name="mxadmin scenarios", tests=str(len(tried)), failures=str(failed), time=f"{seconds:.3f}"
    )
    for name, each in tried.items():
        case = SubElement(
            suite, "testcase", classname="scenarios", name=printable(name), time=f"{each.told.elapsed_ms / 1000:.3f}"
        )
        if not each.passed:
            failure = SubElement(case, "failure", message=printable(each.problems[0]))
            failure.text = printable("\n".join((*each.problems, each.told.sentence)))
    indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suite, encoding="unicode") + "\n"
