"""Which target holds for a node in a month."""
