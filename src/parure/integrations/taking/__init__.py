"""Lists taken along as files: asked for, written in the background, kept for some days."""
