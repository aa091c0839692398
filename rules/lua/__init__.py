"""The sandbox: scripts run in a locked-down child process; no Django, and only `runtime` imports lupa."""
