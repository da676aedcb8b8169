"""The scorecard as workbooks."""
