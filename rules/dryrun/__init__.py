"""[pure] The dry run: a scenario in, trace events and a decision out. One engine for page, command line and tests."""
