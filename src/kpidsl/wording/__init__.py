"""What a number, a cell and a definition say in words, once, for pages, books, slides and explanations."""
