"""An indicator's figures at every node, over its two windows."""
