"""The Help pages: the documents of rules/docs as the console shows and searches them."""
