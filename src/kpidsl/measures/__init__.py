"""Statistics, one in each file: what it is called, what its sentence takes, how it is made of rows."""
