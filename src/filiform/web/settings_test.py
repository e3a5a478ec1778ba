"""The settings of the tests: the same, with values that keep no secret and work done at once."""

import os

os.environ.setdefault("FILIFORM_SECRET_KEY", "a key for tests that keeps no secret")

from filiform.web.settings import *  # noqa: F403 the tests run what the clinic runs

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if not os.environ.get("PGHOST"):
    DATABASES["default"]["NAME"] = ":memory:"  # noqa: F405 from the settings
WHITENOISE_AUTOREFRESH = True
