"""Explanations of text that Lua's compiler refuses. The compiler is the judge: nothing here runs on text that loads."""
