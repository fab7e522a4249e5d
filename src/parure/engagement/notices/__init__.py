"""What people are told at the bell."""
