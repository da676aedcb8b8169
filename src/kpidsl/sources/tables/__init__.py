"""Tables beside the rows: the register and its changes, targets, leaders' assessments."""
