"""`python -m mxadmin`: the `mxadmin` command."""

from mxadmin.cli import main

main()
