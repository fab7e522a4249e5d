"""Moving in: reading the customer, goods and sales files that a jeweller already has."""
