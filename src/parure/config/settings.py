"""All settings, from the environment. `PARURE_DATA` is the folder of everything that must be kept."""

import secrets
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from parure.config import env

PACKAGE = Path(__file__).resolve().parent.parent
PARURE_DATA = Path(env.text("PARURE_DATA", "./var")).resolve()
PARURE_DATA.mkdir(parents=True, exist_ok=True, mode=0o700)


def _kept_secret(name: str) -> str:
    """A secret that this installation made for itself on its first start, readable by the service alone."""
    path = PARURE_DATA / "keys" / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = env.text("PARURE_SECRET_KEY") or _kept_secret("secret_key")
PARURE_KEYRING = env.text("PARURE_KEYRING")  # JSON {"current": id, "keys": {id: base64}}; else a kept file
DEBUG = env.switch("PARURE_DEBUG", default=False)
ALLOWED_HOSTS = env.words("PARURE_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("PARURE_ORIGINS")
BEHIND_TLS = env.switch("PARURE_TLS", default=False)

INSTALLED_APPS = [
    "parure.web",
    "parure.api",
    "parure.insight",
    "parure.integrations",
    "parure.loyalty",
    "parure.engagement",
    "parure.sales",
    "parure.people",
    "parure.catalog",
    "parure.automation",
    "parure.customize",
    "parure.access",
    "parure.core",
    "parure.demo",
    "parure.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "parure.web.middleware.SignedInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "parure.web.middleware.ActorMiddleware",
    "parure.web.middleware.FaultMiddleware",
]
ROOT_URLCONF = "parure.config.urls"
WSGI_APPLICATION = "parure.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "parure.web.templatetags.parure",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "parure.web.context.shell",
            ],
        },
    }
]
DATABASES = {"default": env.database(env.text("DATABASE_URL"), PARURE_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Staff"
LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "today"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_ENGINE = "parure.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "parure.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(str(path) for path in (PACKAGE / "locale").iterdir() if path.is_dir())
TIME_ZONE = env.text("PARURE_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True
SHOP_NAME = env.text("PARURE_SHOP")  # as customers know it
CURRENCY = env.text("PARURE_CURRENCY", "CNY")
PHONE_REGION = env.text("PARURE_PHONE_REGION", "CN")

# Mail of the house: by which server, from whom, and the address under which its pages are found.
_MAIL = env.mail(env.text("PARURE_SMTP_URL"))
EMAIL_HOST, EMAIL_PORT = _MAIL["host"], _MAIL["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["username"], _MAIL["password"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL["use_tls"], _MAIL["use_ssl"]
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("PARURE_MAIL_FROM")
PARURE_URL = env.text("PARURE_URL").rstrip("/")  # e.g. https://crm.example.com

STATIC_URL = "/static/"
STATIC_ROOT = PARURE_DATA / "static"
TESTING = "pytest" in sys.modules
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# Where figures are computed: in this process; or on a Spark cluster, e.g. spark://10.0.0.5:7077.
PARURE_INSIGHT_ENGINE = env.text("PARURE_INSIGHT_ENGINE")
EXPORT_DAYS = env.number("PARURE_EXPORT_DAYS", 30)  # that exported files stay
IMPORT_DAYS = env.number("PARURE_IMPORT_DAYS", 90)  # that brought files stay
IMPORT_MAX_BYTES = env.number("PARURE_IMPORT_MAX_MB", 2048) * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("PARURE_LOG_LEVEL", "WARNING")},
    "loggers": {
        "parure": {"level": "INFO"},
        "django.request": {"level": "CRITICAL"},
    },
}
SILENCED_SYSTEM_CHECKS = ["models.W042"]
