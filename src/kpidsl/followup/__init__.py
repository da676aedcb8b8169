"""What the offices report and decide in the course of a month, kept so that a later change to it is seen."""
