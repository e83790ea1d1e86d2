"""Who gets what: every address of the site, as literal tables. An address that is missing here fails the tests.

The columns of SITE are the standings in the order of `tests.cast.STANDINGS`:
anonymous, owner, editor, viewer (of the own firm), neighbour (other firm), stranger (other cluster), staff, superuser.
"""

# Addresses of personal links → status of a POST without content through an open link; GET is 200 with all of them.
BY_LINK = {
    "profiles:change": 200,
    "profiles:change_begin": 302,
    "profiles:change_file": 200,
    "profiles:change_step": 409,
    "profiles:change_withdraw": 302,
    "profiles:confirmation": 302,
    "profiles:confirmation_begin": 302,
    "profiles:confirmation_change": 200,
    "profiles:confirmation_file": 200,
    "profiles:confirmation_leave": 302,
    "profiles:confirmation_step": 409,
    "profiles:confirmation_withdraw": 302,
    "profiles:invitation": 200,
    "profiles:invitation_begin": 302,
    "profiles:invitation_file": 200,
    "profiles:invitation_step": 409,
    "profiles:invitation_withdraw": 302,
    "profiles:registration": 200,
    "profiles:registration_begin": 302,
    "profiles:registration_file": 200,
    "profiles:registration_step": 409,
    "profiles:registration_withdraw": 302,
}

# Links that do not work, whoever follows them; a foreign one was made for another purpose.
CLOSED_LINKS = {"expired link": 410, "used link": 410, "revoked link": 410, "foreign link": 404}

# Reachable without signing in, and nothing else is.
PUBLIC = set(BY_LINK) | {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "alive",
    "companies:ranking",
    "home:home",
    "outbox:post",
    "outbox:post_html",
    "outbox:preferences",
    "outbox:unsubscribe",
    "pages:accessibility",
    "pages:imprint",
    "pages:privacy",
    "profiles:register",
    "profiles:register_sent",
    "ready",
}

# Open to all on a trial installation, and there only; nowhere else do they exist.
ONLY_IN_A_TRIAL = {"outbox:post", "outbox:post_html"}

PUBLIC_PAGE = "200 200 200 200 200 200 200 200"
ONLY_SIGNED_IN = "302 200 200 200 200 200 200 200"
ONLY_VISITORS = "200 302 302 302 302 302 302 302"
NOWHERE = "404 404 404 404 404 404 404 404"
NO_POST = "405 405 405 405 405 405 405 405"
ONLY_STAFF = "302 404 404 404 404 404 200 200"
ONLY_SUPERUSERS = "302 404 404 404 404 404 404 200"
NO_POST_SIGNED_IN = "302 405 405 405 405 405 405 405"

# (name, object of the cast or "") → statuses of GET, statuses of POST without content.
SITE: dict[tuple[str, str], tuple[str, str]] = {
    ("account_login", ""): (ONLY_VISITORS, ONLY_VISITORS),
    ("account_logout", ""): ("302 200 200 200 200 200 200 200", "302 302 302 302 302 302 302 302"),
    ("account_inactive", ""): (PUBLIC_PAGE, NO_POST),
    ("account_reset_password", ""): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("account_reset_password_done", ""): (PUBLIC_PAGE, NO_POST),
    ("account_reset_password_from_key", "reset key"): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("account_reset_password_from_key_done", ""): (PUBLIC_PAGE, NO_POST),
    ("account_change_password", ""): (ONLY_SIGNED_IN, ONLY_SIGNED_IN),
    ("account_set_password", ""): (
        "302 302 302 302 302 302 302 302",
        "302 302 302 302 302 302 302 302",
    ),
    ("account_reauthenticate", ""): (ONLY_SIGNED_IN, ONLY_SIGNED_IN),
    ("home:home", ""): (PUBLIC_PAGE, NO_POST),
    ("home:gallery", ""): ("302 404 404 404 404 404 200 200", NO_POST_SIGNED_IN),
    ("outbox:preferences", "mail link"): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("outbox:unsubscribe", "mail link"): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("outbox:preferences", "forged link"): (NOWHERE, NOWHERE),
    ("outbox:unsubscribe", "forged link"): (NOWHERE, NOWHERE),
    ("outbox:post", ""): (NOWHERE, NO_POST),
    ("outbox:post_html", "trial mail"): (NOWHERE, NO_POST),
    ("pages:imprint", ""): (PUBLIC_PAGE, NO_POST),
    ("pages:privacy", ""): (PUBLIC_PAGE, NO_POST),
    ("pages:accessibility", ""): (PUBLIC_PAGE, NO_POST),
    ("companies:ranking", ""): (PUBLIC_PAGE, NO_POST),
    ("companies:search", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("companies:suggestions", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("companies:list", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("companies:detail", "own"): ("302 200 200 200 200 404 200 200", NO_POST_SIGNED_IN),
    ("companies:detail", "other"): ("302 200 200 200 200 404 200 200", NO_POST_SIGNED_IN),
    ("companies:detail", "draft"): ("302 404 404 404 404 404 200 200", NO_POST_SIGNED_IN),
    ("companies:file", "own"): ("302 404 404 404 404 404 404 404", NO_POST_SIGNED_IN),
    ("companies:file", "logo"): ("302 200 200 200 200 404 200 200", NO_POST_SIGNED_IN),
    ("profiles:own", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("profiles:own_begin", "own"): (
        "302 405 405 405 405 405 405 405",
        "302 302 302 404 404 404 404 404",
    ),
    ("profiles:own_step", "draft of own"): (
        "302 200 200 404 404 404 404 404",
        "302 409 409 404 404 404 404 404",
    ),
    ("profiles:own_file", "draft of own"): ("302 200 200 404 404 404 404 404", NO_POST_SIGNED_IN),
    ("profiles:own_withdraw", "draft of own"): (
        "302 405 405 405 405 405 405 405",
        "302 302 302 404 404 404 404 404",
    ),
    ("companies:detail", "elsewhere"): ("302 404 404 404 404 200 404 200", NO_POST_SIGNED_IN),
    ("matching:partners", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("matching:replacement", "own"): ("302 200 200 200 200 404 200 200", NO_POST_SIGNED_IN),
    ("matching:replacement", "draft"): ("302 404 404 404 404 404 200 200", NO_POST_SIGNED_IN),
    ("matching:replacement", "elsewhere"): ("302 404 404 404 404 200 404 200", NO_POST_SIGNED_IN),
    ("matching:pairs", ""): (ONLY_STAFF, NO_POST_SIGNED_IN),
    ("matching:pair", "pair"): (ONLY_STAFF, ONLY_STAFF),
    ("matching:pair", "foreign pair"): (ONLY_SUPERUSERS, ONLY_SUPERUSERS),
    ("matching:rings", ""): (ONLY_STAFF, NO_POST_SIGNED_IN),
    ("matching:gaps", ""): (ONLY_STAFF, NO_POST_SIGNED_IN),
    ("matching:gap", "process"): (ONLY_STAFF, NO_POST_SIGNED_IN),
    ("matching:gap_table", "table"): (ONLY_STAFF, NO_POST_SIGNED_IN),
    ("profiles:register", ""): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("profiles:register_sent", ""): (PUBLIC_PAGE, NO_POST),
    ("matching:list", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("matching:mine", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("matching:new", ""): ("302 200 200 403 200 200 200 200", "302 200 200 403 200 200 200 200"),
    ("matching:demand", "demand"): ("302 200 200 200 200 404 200 200", NO_POST_SIGNED_IN),
    ("matching:demand", "matched_demand"): ("302 200 200 200 404 404 200 200", NO_POST_SIGNED_IN),
    ("matching:demand", "far_demand"): ("302 404 404 404 404 200 404 200", NO_POST_SIGNED_IN),
    ("matching:edit", "demand"): ("302 200 200 404 404 404 200 200", "302 200 200 404 404 404 200 200"),
    ("matching:edit", "far_demand"): ("302 404 404 404 404 200 404 200", "302 404 404 404 404 200 404 200"),
    # Without the state that is wanted nothing is found; with it see tests/matching/test_pages.py.
    ("matching:change", "demand"): (NO_POST_SIGNED_IN, "302 404 404 404 404 404 404 404"),
    ("alive", ""): (PUBLIC_PAGE, NO_POST),
    ("ready", ""): (PUBLIC_PAGE, NO_POST),
}

SITE |= {(name, "open link"): (PUBLIC_PAGE, " ".join([str(status)] * 8)) for name, status in BY_LINK.items()}
SITE |= {
    (name, key): (" ".join([str(status)] * 8), " ".join([str(status)] * 8))
    for name in BY_LINK
    for key, status in CLOSED_LINKS.items()
}

# Addresses of the administration that do not belong to a model: status of GET for staff with all groups.
ADMIN_GENERAL = {
    "admin:index": 200,
    "admin:login": 302,
    "admin:logout": 405,
    "admin:password_change": 200,
    "admin:password_change_done": 200,
    "admin:autocomplete": 403,
    "admin:jsi18n": 200,
    "admin:view_on_site": 404,
    "admin:app_list": 200,
}

# Model of the administration → what staff with all groups may open there; superusers may open all of it.
# l: list, a: add, c: change (or look at), h: history, d: delete; a dot: refused. Further addresses by name.
ADMIN_MODELS: dict[str, tuple[str, dict[str, int]]] = {
    "accounts_user": ("lach.", {"admin:auth_user_password_change": 200}),
    "auth_group": (".....", {}),
    "competences_process": (
        "lachd",
        {"admin:competences_process_simple_history": 200, "admin:competences_process_merge": 200},
    ),
    "competences_material": (
        "lachd",
        {"admin:competences_material_simple_history": 200, "admin:competences_material_merge": 200},
    ),
    "competences_certificate": (
        "lachd",
        {"admin:competences_certificate_simple_history": 200, "admin:competences_certificate_merge": 200},
    ),
    "competences_industry": (
        "lachd",
        {"admin:competences_industry_simple_history": 200, "admin:competences_industry_merge": 200},
    ),
    "competences_place": (
        "lachd",
        {"admin:competences_place_simple_history": 200, "admin:competences_place_merge": 200},
    ),
    "competences_ignoredword": ("l.chd", {"admin:competences_ignoredword_simple_history": 200}),
    "companies_company": ("lach.", {"admin:companies_company_merge": 200}),
    "companies_capability": ("l.ch.", {}),
    "companies_unknownword": ("l.ch.", {"admin:companies_unknownword_assign": 200}),
    "companies_cluster": ("l.ch.", {}),
    "companies_companyuser": ("lachd", {}),
    "profiles_importbatch": (
        "lach.",
        {"admin:profiles_importbatch_corrections": 200, "admin:profiles_importbatch_original": 200},
    ),
    "matching_demand": ("l.ch.", {}),
    "outbox_mail": ("l.ch.", {"admin:outbox_mail_preview": 200}),
    "outbox_address": ("lach.", {"admin:outbox_address_simple_history": 200}),
    "outbox_jobrun": ("l.ch.", {}),
    "profiles_campaign": ("lach.", {"admin:profiles_campaign_letter": 200}),
    "profiles_invitation": ("l.ch.", {}),
    "profiles_registration": ("l.ch.", {}),
    "profiles_confirmationround": ("l.ch.", {}),
    "profiles_submission": ("l.ch.", {"admin:profiles_submission_file": 200}),
    "companies_profileversion": ("l.ch.", {}),
    "pages_page": ("l.ch.", {"admin:pages_page_simple_history": 200}),
}
