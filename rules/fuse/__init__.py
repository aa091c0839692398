"""The fuse of a publication: what is counted after it, how it is judged, and how it ends."""
