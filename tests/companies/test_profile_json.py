"""A profile as a document comes back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from companies.domain.limits import Limits
from companies.domain.profile_data import (
    CapabilityData,
    CertificateData,
    ContactData,
    MachineData,
    ProfileData,
    SiteData,
)
from companies.domain.profile_json import as_json, from_json, only_fields, overlaid

TEXTS = st.text(max_size=20)
PROFILES = st.builds(
    ProfileData,
    name=st.none() | TEXTS,
    employees=st.none() | st.just("") | st.integers(0, 500_000),
    industries=st.none() | st.lists(TEXTS, max_size=3).map(tuple),
    certificates=st.none()
    | st.lists(st.builds(CertificateData, TEXTS, st.none() | st.dates(), TEXTS, TEXTS), max_size=3).map(
        tuple
    ),
    machines=st.none()
    | st.lists(st.builds(MachineData, TEXTS, TEXTS, st.none() | st.integers(0, 9), TEXTS)).map(tuple),
    contacts=st.none()
    | st.lists(st.builds(ContactData, TEXTS, TEXTS, TEXTS, TEXTS, st.none() | st.booleans(), TEXTS)).map(
        tuple
    ),
    contact=st.none() | st.builds(ContactData, TEXTS),
    further_sites=st.none()
    | st.lists(st.builds(SiteData, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    capabilities=st.none()
    | st.lists(
        st.builds(
            CapabilityData,
            TEXTS,
            TEXTS,
            TEXTS,
            TEXTS,
            st.lists(
                st.tuples(
                    TEXTS,
                    st.builds(
                        Limits,
                        diameter_mm=st.none() | st.floats(0, 1e6),
                        batch_min=st.none() | st.integers(0, 9),
                    ),
                )
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    not_meant=st.none() | st.lists(TEXTS).map(tuple),
    last_confirmed=st.none() | st.dates(),
)


@given(PROFILES)
def test_a_profile_survives_its_document(data: ProfileData) -> None:
    assert from_json(as_json(data)) == data


@given(PROFILES, PROFILES)
def test_newer_statements_stand_over_older_ones(old: ProfileData, new: ProfileData) -> None:
    both = overlaid(old, new)
    assert only_fields(both, as_json(new).keys()) == only_fields(new, as_json(new).keys())
    kept = as_json(old).keys() - as_json(new).keys()
    assert only_fields(both, kept) == only_fields(old, kept)
