"""What is kept without a period of its own, and why; a part of the retention table."""

from privacy.domain.periods import Kept

KEPT: tuple[Kept, ...] = (
    Kept(
        "Profile der Unternehmen mit Standorten, Leistungen, Maschinen, Zertifikaten und früheren Namen",
        "solange das Unternehmen im Verzeichnis steht oder archiviert ist; Löschung auf Wunsch",
        (
            "companies.Company",
            "companies.CompanyName",
            "companies.Site",
            "companies.Capability",
            "companies.CapabilityLimit",
            "companies.Machine",
            "companies.CertificateHeld",
            "companies.Membership",
            "companies.SearchRow",
            "companies.UnknownWord",
            "companies.Company_industries",
            "companies.Company_materials",
            "companies.Company_excluded_processes",
            "companies.Company_excluded_materials",
            "companies.Company_excluded_certificates",
            "profiles.Submission_files",
        ),
    ),
    Kept(
        "Paarungen von Unternehmen, die zueinander passen",
        "solange beide im Verzeichnis stehen, damit Erledigtes nicht wieder vorgelegt wird",
        ("matching.Pair",),
    ),
    Kept(
        "Seiten mit allen Fassungen",
        "ohne Frist: Was galt und wozu jemand eingewilligt hat, muss lesbar bleiben",
        ("pages.Page", "pages.TextVersion"),
    ),
    Kept(
        "Cluster, Rechte und die Zugehörigkeit der Betreuenden",
        "solange das Konto besteht",
        (
            "companies.Cluster",
            "companies.Cluster_staff",
            "auth.Group",
            "auth.Group_permissions",
            "auth.Permission",
            "accounts.User_groups",
            "accounts.User_user_permissions",
        ),
    ),
    Kept(
        "Vokabular der Branche und Stand der Suche",
        "ohne Frist: keine Angaben zu Personen",
        (
            "competences.Process",
            "competences.ProcessRelation",
            "competences.Material",
            "competences.Certificate",
            "competences.Certificate_implies",
            "competences.Industry",
            "competences.Place",
            "competences.Alias",
            "competences.IgnoredWord",
            "competences.VocabularyState",
            "companies.SearchTerm",
            "companies.SearchState",
            "matching.MatchingProgress",
            "contenttypes.ContentType",
        ),
    ),
    Kept(
        "Tabellen der Anmeldung, die leer bleiben",
        "ohne Frist: Die Adresse steht im Konto",
        ("account.EmailAddress", "account.EmailConfirmation"),
    ),
)
