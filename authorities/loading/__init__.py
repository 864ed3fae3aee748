"""Bringing the register's data files into the database without losing corrections."""
