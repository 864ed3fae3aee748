from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "mla.backup"
    label = "backup"
