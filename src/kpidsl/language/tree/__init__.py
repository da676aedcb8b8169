"""The specification as written: names are not resolved yet, and every node has its place."""
