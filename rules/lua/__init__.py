"""[pure] The sandbox: scripts run in a locked-down child process. Only `child.runtime` imports lupa."""
