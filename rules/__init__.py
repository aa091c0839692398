"""The one app. Pure packages inside it (vpop3, lua, lint, resolver, dryrun) know no Django."""
