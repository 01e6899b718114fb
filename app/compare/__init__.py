"""Comparison: two sides of one event, passage by passage."""
