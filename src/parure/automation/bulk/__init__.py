"""One act on many records: previewed, done in the background a batch at a time, taken back."""
