"""Things that tests build: a shop with two regions, its staff, customers; and a record type of their own."""
