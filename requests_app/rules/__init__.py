"""The law and the workflow, as pure code: standard library only.

No ORM, no clock, no HTTP. Read this folder to learn the law. Start with
`instruments.py` (what a treaty file may say), then `workflow.py` (the one table).
"""
