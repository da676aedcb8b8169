"""The year's end: forecasts, and the risk of missing the target."""
