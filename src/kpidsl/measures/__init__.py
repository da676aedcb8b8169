"""The statistics, a file for each: its words, the clauses its sentence takes, its traits, and how it is computed
from rows. What is the same for all is declared in `measure`, listed in `registry`, and asked in `hiding`."""
