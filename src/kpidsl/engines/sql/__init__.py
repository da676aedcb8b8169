"""Conditions, anchors and parts as sqlglot expressions: built as nodes, never as text."""
