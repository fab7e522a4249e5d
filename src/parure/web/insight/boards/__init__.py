"""Dashboards: what an owner, a manager, an advisor and who looks after members look at first."""
