"""Recipes: rules that administrators often want, as Lua with parameters, and their insertion into a script."""
