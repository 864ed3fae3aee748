"""Back up and restore: the database, the stored files and a checkpoint of the ledger in one file.

`bundle` is the file (sealed, signed), `database` the dump and its way back, `parts` what else
belongs to it, `making` and `restoring` the two directions. What this installation keeps beside
the database is told in the settings: this package knows nothing of requests.
"""
