"""Record types of this area in the field catalogue."""
