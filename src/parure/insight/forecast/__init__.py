"""What customers will probably buy: pure functions on numpy arrays, without models, settings or clock.

numpy and scipy are imported where they are used, so that importing this package costs a page nothing.
"""
