"""Files to blocks: first the declared terms, then every line; and the problem of each line that does not parse."""
