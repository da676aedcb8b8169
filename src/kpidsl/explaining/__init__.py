"""An Edition and one of its cells → why the cell is what it is: a value, text, JSON."""
