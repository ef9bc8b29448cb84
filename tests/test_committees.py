import pytest

from monitor.committees import is_chief


@pytest.mark.parametrize(
    "name",
    [
        "Council",
        "Full Council",
        "Annual Council",
        "Extraordinary Council",
        "Council (Budget)",
        "The Full Council meeting",
        "Sampleford Borough Council",
        "Exampleshire County Council",
        "Wexcombe and Northmere District Council",
        "COUNCIL MEETING",
        "Cabinet",
        "Cabinet Committee",
        "Cabinet (Special)",
        "Executive",
        "The Executive",
        "Executive Board",
        "Policy and Resources Committee",
        "Strategy & Resources Committee",
        "Audit Committee",
        "Audit and Risk Committee",
        "Finance, Audit & Governance Committee",
        "Corporate Governance Committee",
        "Standards Committee",
        "Standards Hearing Sub-Committee",
        "Overview and Scrutiny Committee",
        "Children's Services Scrutiny Panel",
        "Health Select Committee",
        "Appointments Committee",
        "Appointment Sub-Committee",
        "Employment Committee",
        "Employment Appeals Committee",
        "Planning and Housing Scrutiny Committee",
        "Licensing and Governance Committee",
        "Personnel and Pay Committee",
        "Chief Officers' Employment Panel",
        "Appointments and Employment Committee",
        "County Council",
        "Corporate Governance Panel",
        "Chief Officers\N{RIGHT SINGLE QUOTATION MARK} Employment Panel",
        "Investigating and Disciplinary Committee",
        "Extraordinary Meeting",
        "Improvement and Assurance Board",
    ],
)
def test_a_chief_committee_is_known_by_its_name(name):
    assert is_chief(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Planning Committee",
        "Extraordinary Planning Committee",
        "Licensing Sub-Committee",
        "Pensions Committee",
        "Pension Board",
        "Schools Forum",
        "Health and Wellbeing Board",
        "Youth Council",
        "Little Sampleford Parish Council",
        "Sampleford Town Council",
        "Police and Crime Panel Scrutiny",
        "Cabinet Member for Highways - Decisions",
        "Cabinet Member for Highways",
        "Town Deal Board",
        "Executive Member Decision Session",
        "Individual Portfolio Holder Decisions",
        "Housing Appeals Panel",
        "Corporate Parenting Board",
        "Town Centre Forum",
        "Joint Waste Committee",
        "Council Tax Setting Working Group",
        "Councillor Development Group",
        "Executive Lounge Users Group",
    ],
)
def test_other_bodies_and_lesser_business_are_left_out(name):
    assert not is_chief(name)
