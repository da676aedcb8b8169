"""The tables beside the rows, a file for each: the register and its changes, targets, leaders' assessments of risk."""
