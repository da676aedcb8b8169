"""Confidential Results → the Edition a recipient may see."""

from kpidsl.disclosure.disclose import disclose

__all__ = ["disclose"]
