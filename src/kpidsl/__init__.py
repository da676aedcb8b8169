"""Steering by results, written as text: indicators, targets and rules as sentences, compiled to scorecards."""
