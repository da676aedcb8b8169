"""The specification as written: nothing is resolved, every node knows its place."""
