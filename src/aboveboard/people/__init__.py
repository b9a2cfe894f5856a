"""Customers, staff, and what they accepted."""
