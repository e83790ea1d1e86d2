"""Who gets what: every address of the site, as literal tables. An address that is missing here fails the tests.

The columns of SITE are the standings in the order of `tests.cast.STANDINGS`:
anonymous, owner, editor, viewer (of the own firm), neighbour (other firm), stranger (other cluster), staff, superuser.
"""

# Addresses of personal links → status of a POST without content through an open link; GET is 200 with all of them.
BY_LINK = {
    "profiles:change": 200,
    "profiles:change_begin": 302,
    "profiles:change_file": 200,
    "profiles:change_step": 302,
    "profiles:change_withdraw": 302,
    "profiles:confirmation": 302,
    "profiles:confirmation_begin": 302,
    "profiles:confirmation_change": 200,
    "profiles:confirmation_file": 200,
    "profiles:confirmation_leave": 302,
    "profiles:confirmation_step": 302,
    "profiles:confirmation_withdraw": 302,
    "profiles:invitation": 200,
    "profiles:invitation_begin": 302,
    "profiles:invitation_file": 200,
    "profiles:invitation_step": 302,
    "profiles:invitation_withdraw": 302,
    "profiles:registration": 200,
    "profiles:registration_begin": 302,
    "profiles:registration_file": 200,
    "profiles:registration_step": 302,
    "profiles:registration_withdraw": 302,
}

# Links that do not work, whoever follows them; a foreign one was made for another purpose.
CLOSED_LINKS = {"expired link": 410, "used link": 410, "revoked link": 410, "foreign link": 404}

# Reachable without signing in, and nothing else is.
PUBLIC = set(BY_LINK) | {
    "account_confirm_login_code",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "alive",
    "companies:accept_invitation",
    "companies:access_request",
    "companies:confirm_access_request",
    "companies:contact",
    "companies:ranking",
    "home:home",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "outbox:post",
    "outbox:post_html",
    "outbox:preferences",
    "outbox:unsubscribe",
    "pages:accessibility",
    "pages:imprint",
    "pages:privacy",
    "pages:terms",
    "profiles:register",
    "profiles:register_sent",
    "ready",
}

# Open to all on a trial installation, and there only; nowhere else do they exist.
ONLY_IN_A_TRIAL = {"outbox:post", "outbox:post_html"}

# Public, but without a first step of signing in they only lead to it.
SECOND_STEPS = {"account_confirm_login_code", "account_logout", "mfa_authenticate", "mfa_login_webauthn"}

PUBLIC_PAGE = "200 200 200 200 200 200 200 200"
ONLY_SIGNED_IN = "302 200 200 200 200 200 200 200"
ONLY_VISITORS = "200 302 302 302 302 302 302 302"
ELSEWHERE = "302 302 302 302 302 302 302 302"
NOWHERE = "404 404 404 404 404 404 404 404"
GONE = "410 410 410 410 410 410 410 410"
ONLY_STEERING = "302 200 403 403 404 404 200 200"
FOREIGN = "302 404 404 404 404 200 404 200"
NO_POST = "405 405 405 405 405 405 405 405"
ONLY_OWNERS = "302 200 403 403 404 404 404 404"
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
    ("account_set_password", ""): (ELSEWHERE, ELSEWHERE),
    ("account_reauthenticate", ""): (ONLY_SIGNED_IN, ONLY_SIGNED_IN),
    ("account_request_login_code", ""): (ONLY_VISITORS, ONLY_VISITORS),
    ("account_confirm_login_code", ""): (ELSEWHERE, ELSEWHERE),
    ("mfa_authenticate", ""): (ELSEWHERE, ELSEWHERE),
    ("mfa_login_webauthn", ""): (ELSEWHERE, ELSEWHERE),
    ("mfa_index", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("usersessions_list", ""): (ONLY_SIGNED_IN, ELSEWHERE),
    # Without a factor of one's own there is nothing to confirm with; whoever has one is asked for it.
    ("mfa_reauthenticate", ""): ("302 302 302 302 302 302 200 200", "302 302 302 302 302 302 200 200"),
    ("mfa_reauthenticate_webauthn", ""): (ELSEWHERE, ELSEWHERE),
    # These ask for the password first, all but the app that is not there.
    ("mfa_activate_totp", ""): (ELSEWHERE, ELSEWHERE),
    ("mfa_deactivate_totp", ""): ("302 404 404 404 404 404 302 302", "302 404 404 404 404 404 302 302"),
    ("mfa_list_webauthn", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("mfa_add_webauthn", ""): (ELSEWHERE, ELSEWHERE),
    ("mfa_edit_webauthn", "number"): (ELSEWHERE, ELSEWHERE),
    ("mfa_remove_webauthn", "number"): (ELSEWHERE, ELSEWHERE),
    ("mfa_view_recovery_codes", ""): (ELSEWHERE, ELSEWHERE),
    ("mfa_generate_recovery_codes", ""): (ELSEWHERE, ELSEWHERE),
    ("privacy:own", ""): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("privacy:own_download", "json"): (ONLY_SIGNED_IN, NO_POST_SIGNED_IN),
    ("privacy:own_download", "unknown form"): ("302 404 404 404 404 404 404 404", NO_POST_SIGNED_IN),
    # Whoever cannot erase himself sees why, with 200; who can, sees what would go.
    ("privacy:own_erase", ""): (ONLY_SIGNED_IN, ONLY_SIGNED_IN),
    ("privacy:firm_erase", "own"): (ONLY_OWNERS, "302 302 403 403 404 404 404 404"),
    ("privacy:firm_erase", "elsewhere"): (
        "302 404 404 404 404 200 404 404",
        "302 404 404 404 404 302 404 404",
    ),
    ("privacy:firm", "own"): (ONLY_OWNERS, NO_POST_SIGNED_IN),
    ("privacy:firm", "elsewhere"): ("302 404 404 404 404 200 404 404", NO_POST_SIGNED_IN),
    ("privacy:firm_download", "own as json"): (ONLY_OWNERS, NO_POST_SIGNED_IN),
    ("privacy:firm_download", "elsewhere as json"): ("302 404 404 404 404 200 404 404", NO_POST_SIGNED_IN),
    ("home:home", ""): (PUBLIC_PAGE, NO_POST),
    ("home:gallery", ""): ("302 404 404 404 404 404 200 200", NO_POST_SIGNED_IN),
    ("outbox:preferences", "mail link"): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("outbox:unsubscribe", "mail link"): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("outbox:preferences", "forged link"): (NOWHERE, NOWHERE),
    ("outbox:unsubscribe", "forged link"): (NOWHERE, NOWHERE),
    ("outbox:post", ""): (NOWHERE, NO_POST),
    ("outbox:post_html", "trial mail"): (NOWHERE, NO_POST),
    ("companies:contact", "signed contact"): (PUBLIC_PAGE, ELSEWHERE),
    ("companies:contact", "forged contact"): (NOWHERE, NOWHERE),
    ("companies:contact", "signed contact with another address"): (NOWHERE, NOWHERE),
    ("companies:hide_contact", "contact of own"): (
        "302 200 200 404 404 404 200 200",
        "302 302 302 404 404 404 302 302",
    ),
    ("companies:hide_contact", "contact of another firm"): (
        "302 404 404 404 404 404 404 404",
        "302 404 404 404 404 404 404 404",
    ),
    ("pages:imprint", ""): (PUBLIC_PAGE, NO_POST),
    ("pages:privacy", ""): (PUBLIC_PAGE, NO_POST),
    ("pages:accessibility", ""): (PUBLIC_PAGE, NO_POST),
    ("pages:terms", ""): (PUBLIC_PAGE, NO_POST),
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
        "302 302 302 404 404 404 404 404",
    ),
    ("profiles:own_file", "draft of own"): ("302 200 200 404 404 404 404 404", NO_POST_SIGNED_IN),
    ("profiles:own_withdraw", "draft of own"): (
        "302 405 405 405 405 405 405 405",
        "302 302 302 404 404 404 404 404",
    ),
    ("profiles:review_step", "submitted by own"): (
        "302 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 409 409",
    ),
    ("profiles:review_file", "submitted by own"): ("302 404 404 404 404 404 200 200", NO_POST_SIGNED_IN),
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
    # Other people of the own firm are told that they may not, everybody else that there is nothing.
    ("companies:people", "own"): ("302 200 200 200 404 404 200 200", NO_POST_SIGNED_IN),
    ("companies:people", "other"): ("302 404 404 404 200 404 200 200", NO_POST_SIGNED_IN),
    ("companies:people", "elsewhere"): ("302 404 404 404 404 200 404 200", NO_POST_SIGNED_IN),
    ("companies:invite", "own"): (ONLY_STEERING, ONLY_STEERING),
    ("companies:invite", "elsewhere"): (FOREIGN, FOREIGN),
    ("companies:leave", "own"): ("302 200 200 200 404 404 403 403", "302 302 302 302 404 404 403 403"),
    ("companies:leave", "elsewhere"): ("302 404 404 404 404 200 404 403", "302 404 404 404 404 302 404 403"),
    ("companies:take_over", "own"): ("302 403 403 403 404 404 200 200", "302 403 403 403 404 404 200 200"),
    ("companies:take_over", "elsewhere"): (
        "302 404 404 404 404 403 404 200",
        "302 404 404 404 404 403 404 200",
    ),
    ("companies:person", "own person"): (ONLY_STEERING, ONLY_STEERING),
    ("companies:person", "person of another firm"): (
        "302 404 403 403 404 404 404 404",
        "302 404 403 403 404 404 404 404",
    ),
    ("companies:colleague_invitation", "own invitation"): (
        NO_POST_SIGNED_IN,
        "302 302 403 403 404 404 302 302",
    ),
    ("companies:colleague_invitation", "invitation of another firm"): (
        NO_POST_SIGNED_IN,
        "302 404 403 403 404 404 404 404",
    ),
    ("companies:colleague_invitation", "closed invitation"): (
        NO_POST_SIGNED_IN,
        "302 404 403 403 404 404 404 404",
    ),
    ("companies:access_request", ""): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("companies:accept_invitation", "open link"): (PUBLIC_PAGE, PUBLIC_PAGE),
    ("companies:accept_invitation", "used link"): (GONE, GONE),
    ("companies:accept_invitation", "expired link"): (GONE, GONE),
    ("companies:accept_invitation", "revoked link"): (GONE, GONE),
    ("companies:accept_invitation", "link of a closed invitation"): (GONE, GONE),
    ("companies:accept_invitation", "link for something else"): (NOWHERE, NOWHERE),
    ("companies:accept_invitation", "forged link"): (NOWHERE, NOWHERE),
    ("companies:confirm_access_request", "open link"): (PUBLIC_PAGE, "200 410 410 410 410 410 410 410"),
    ("companies:confirm_access_request", "expired link"): (GONE, GONE),
    ("companies:confirm_access_request", "revoked link"): (GONE, GONE),
    ("companies:confirm_access_request", "link for something else"): (NOWHERE, NOWHERE),
    ("companies:confirm_access_request", "forged link"): (NOWHERE, NOWHERE),
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
    "admin:retention": 200,
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
    "companies_consent": ("l.ch.", {}),
    "companies_companyuser": ("l.ch.", {}),
    "companies_accessrequest": ("l.ch.", {"admin:companies_accessrequest_decide": 200}),
    "profiles_importbatch": (
        "lach.",
        {"admin:profiles_importbatch_corrections": 200, "admin:profiles_importbatch_original": 200},
    ),
    "matching_demand": ("l.ch.", {}),
    "privacy_datarequest": (
        "lach.",
        {
            "admin:privacy_datarequest_information": 200,
            "admin:privacy_datarequest_erase": 200,
            "admin:privacy_datarequest_close": 200,
        },
    ),
    "outbox_mail": ("l.ch.", {"admin:outbox_mail_preview": 200}),
    "outbox_address": ("lach.", {"admin:outbox_address_simple_history": 200}),
    "outbox_jobrun": ("l.ch.", {}),
    "profiles_campaign": ("lach.", {"admin:profiles_campaign_letter": 200}),
    "profiles_invitation": ("l.ch.", {}),
    "profiles_registration": ("l.ch.", {}),
    "profiles_confirmationround": ("l.ch.", {}),
    "profiles_submission": ("l.ch.", {"admin:profiles_submission_file": 200}),
    "companies_profileversion": ("l.ch.", {}),
    "pages_page": ("l.ch.", {}),
    "pages_textversion": ("l.ch.", {}),
}
