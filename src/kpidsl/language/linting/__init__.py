"""What is allowed and is hardly meant: a pass over what was checked that only adds warnings and notes."""
