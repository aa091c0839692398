"""mxadmin: the Django project, configuration and start-up only."""
