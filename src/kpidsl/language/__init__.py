"""Text in, checked specification out: the only room that knows lark."""
