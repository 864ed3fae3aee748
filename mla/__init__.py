"""Wiring, and what every app needs: accounts, ledger, effects."""
