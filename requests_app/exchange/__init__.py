"""The request document and how it becomes rows and comes back."""
