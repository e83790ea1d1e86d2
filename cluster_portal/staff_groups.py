"""Which groups of staff exist and what each may do in the administration."""

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
LOOK = (VIEW,)
EDIT = (VIEW, ADD, CHANGE)
ALL = (VIEW, ADD, CHANGE, DELETE)

VOCABULARY = (
    "competences.process",
    "competences.processrelation",
    "competences.material",
    "competences.certificate",
    "competences.industry",
    "competences.place",
    "competences.alias",
    "competences.ignoredword",
)
PARTS_OF_A_PROFILE = (
    "companies.companyname",
    "companies.site",
    "companies.contactperson",
    "companies.internalnote",
    "companies.capability",
    "companies.capabilitylimit",
    "companies.machine",
    "companies.certificateheld",
    "companies.membership",
)
PARTS_OF_A_DEMAND = ("matching.demandstep", "matching.demandcriterion")

# Group → model (app.model) → actions. A firm is never deleted by hand: it is archived or merged.
STAFF_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "Verzeichnis": {
        "companies.company": EDIT,
        **dict.fromkeys(PARTS_OF_A_PROFILE, ALL),
        "profiles.importbatch": EDIT,
        "profiles.submission": (VIEW, CHANGE),
        "profiles.campaign": EDIT,
        "profiles.invitation": (VIEW, CHANGE),
        "profiles.registration": (VIEW, CHANGE),
        "profiles.confirmationround": (VIEW, CHANGE),
        "companies.profileversion": LOOK,
        "companies.consent": LOOK,
        "companies.companyuser": LOOK,
        "companies.cluster": (VIEW, CHANGE),
        "pages.page": (VIEW, CHANGE),
        "pages.textversion": LOOK,
        **dict.fromkeys(VOCABULARY, LOOK),
    },
    "Vermittlung": {
        "matching.demand": (VIEW, CHANGE),
        **dict.fromkeys(PARTS_OF_A_DEMAND, ALL),
        "matching.storedmatch": LOOK,
        "companies.company": LOOK,
        **dict.fromkeys(VOCABULARY, LOOK),
    },
    "Vokabular": {**dict.fromkeys(VOCABULARY, ALL), "companies.unknownword": LOOK},
    "Postausgang": {
        "outbox.mail": (VIEW, CHANGE),
        "outbox.address": EDIT,
        "outbox.preference": LOOK,
        "outbox.jobrun": LOOK,
    },
    "Datenschutz": {"privacy.datarequest": EDIT, "companies.company": LOOK},
    "Konten": {
        "accounts.user": EDIT,
        "companies.companyuser": (VIEW, CHANGE),
        "companies.accessrequest": LOOK,
        "companies.company": LOOK,
    },
}
