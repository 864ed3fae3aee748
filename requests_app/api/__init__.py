"""The API: the same operations and queries as the pages and the command line, as JSON.

Bearer tokens with the rights of their holder; cookies are ignored. Every mutation needs an
`Idempotency-Key`, and every action on a request the version seen (`If-Match`).
"""
