"""A detector for detect-secrets: Supabase's secret API keys, too short to stand out as random."""

import re

from detect_secrets.plugins.base import RegexBasedDetector


class SupabaseSecretKeyDetector(RegexBasedDetector):
    """Finds keys that bypass row-level security."""

    secret_type = "Supabase secret key"
    denylist = (re.compile(r"sb_secret_[A-Za-z0-9_-]{20,}"),)
