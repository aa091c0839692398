"""Explanations of text that Lua's compiler refuses. The compiler decides: nothing here runs on text that loads."""
