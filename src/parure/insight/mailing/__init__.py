"""Kept reports that go out by email at their hours."""
