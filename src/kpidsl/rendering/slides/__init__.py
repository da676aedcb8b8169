"""The status report as slides."""
