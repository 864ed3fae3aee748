"""Letters: their words are frozen when the decision is taken, the PDF is rendered after.

`compose` freezes, `render` draws (in a child process, see `child`), `carry` brings the two
together for a worker.
"""
