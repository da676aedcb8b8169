"""Files → blocks: what is declared, then every line; and what is said of a line that does not parse."""
