"""Values made ready to be shown: templates only lay them out."""
