"""Pieces for a customer and customers for a piece: what suits whom, by terms that can be said in words."""
