"""Commands for researchers: what a corpus comes to."""
