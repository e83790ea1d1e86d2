"""A small vocabulary in the database, enough to see what the directory makes of a text."""

from itertools import count

from competences.enums import AliasRole
from competences.language import fold
from competences.models import VocabularyState
from tests.factories.competences import (
    AliasFactory,
    CertificateFactory,
    IndustryFactory,
    MaterialFactory,
    PlaceFactory,
    ProcessFactory,
)

_versions = count(1_000_000)

PROCESSES = {
    "zerspanen": (None, "Zerspanen|Zerspanung"),
    "drehen": ("zerspanen", "Drehen|Drehteile|Drehmaschine"),
    "fraesen": ("zerspanen", "Fräsen|Frästeile|Fräsmaschine"),
    "schweissen": (None, "Schweißen|Schweißbaugruppen"),
    "wig-schweissen": ("schweissen", "WIG-Schweißen"),
    "laserschneiden": (None, "Laserschneiden|Laserzuschnitte"),
    "feuerverzinken": (None, "Feuerverzinken|Feuerverzinkung"),
    "haerten": (None, "Härten"),
    "saegen": (None, "Sägen|Kreissäge"),
}
MATERIALS = {
    "stahl": (None, "Stahl"),
    "edelstahl": (None, "Edelstahl|VA"),
    "1-4301": ("edelstahl", "1.4301"),
    "aluminium": (None, "Aluminium|Alu"),
}
CERTIFICATES = {
    "iso-9001": ([], "ISO 9001"),
    "en-1090": (["EXC1", "EXC2", "EXC3", "EXC4"], "EN 1090|EN 1090-2"),
    "iso-3834": (["-4", "-3", "-2"], "ISO 3834"),
}
INDUSTRIES = {"maschinenbau": "Maschinenbau", "fahrzeugbau": "Fahrzeugbau"}
PLACES = {
    "66849-landstuhl": ("66849", "Landstuhl", "kreis-kaiserslautern", 49.413, 7.570),
    "67655-kaiserslautern": ("67655", "Kaiserslautern", "stadt-kaiserslautern", 49.443, 7.766),
}


def make_vocabulary() -> None:
    """Create the nodes with their words and a version that no other test has seen."""
    for factory, field, tree in (
        (ProcessFactory, "process", PROCESSES),
        (MaterialFactory, "material", MATERIALS),
    ):
        nodes = {}
        for key, (parent, words) in tree.items():
            names = words.split("|")
            nodes[key] = factory(key=key, name_de=names[0], parent=nodes.get(parent))
            _name(nodes[key], field, names)
    for key, (levels, words) in CERTIFICATES.items():
        node = CertificateFactory(
            key=key,
            name_de=words.split("|")[0],
            levels=levels,
            level_aliases={level: [level] for level in levels if level.isalnum()},
        )
        _name(node, "certificate", words.split("|"))
    for key, word in INDUSTRIES.items():
        _name(IndustryFactory(key=key, name_de=word), "industry", [word])
    districts = {}
    for key, (postcode, name, district, latitude, longitude) in PLACES.items():
        if district not in districts:
            districts[district] = PlaceFactory(
                key=district,
                name_de=district.replace("-", " ").title(),
                postcode="",
                latitude=None,
                longitude=None,
            )
        PlaceFactory(
            key=key,
            name_de=name,
            parent=districts[district],
            postcode=postcode,
            latitude=latitude,
            longitude=longitude,
        )
    VocabularyState.objects.update_or_create(pk=1, defaults={"version": next(_versions)})


def _name(node, field, words):
    for word in words:
        AliasFactory(
            text=word,
            folded=fold(word).replace(" ", "").replace("-", ""),
            role=AliasRole.STRONG,
            **{field: node},
        )
