#!/usr/bin/env python
"""The `mxadmin` command, from a checkout."""

from mxadmin.cli import main

if __name__ == "__main__":
    main()
