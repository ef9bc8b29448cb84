"""An agenda pack as councils publish them, invented: 400 pages, of which three may matter.

Cover, front sheet, 35 reports with running headers, officers' boilerplate, tables, risk registers
and equality impact text. `write_pack` draws it with reportlab.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

N_PAGES = 400
COUNCIL = "Sampleford Borough Council"
COMMITTEE = "Audit and Governance Committee"
#: page, counted from 1 -> the paragraphs that stand on it in a pack that matters
TELLING: Mapping[int, tuple[str, ...]] = {
    87: (
        "External auditor's report",
        (
            "The external auditor has made statutory recommendations to Sampleford Borough Council under "
            "section 24 of the Local Audit and Accountability Act 2014, because the Council has not "
            "acted on the weaknesses that were reported to it in each of the last two years."
        ),
    ),
    214: (
        "Medium term financial strategy: position of the chief finance officer",
        (
            "The chief finance officer warned that a section 114 notice will have to be issued by "
            "Sampleford Borough Council before the end of March unless savings of £38m are agreed, as "
            "its reserves have been exhausted."
        ),
    ),
    331: (
        "Annual internal audit opinion",
        (
            "The head of internal audit gives no assurance on the governance of Sampleford Borough "
            "Council: decisions on its companies were unlawful, and senior officers overrode the "
            "monitoring officer's advice."
        ),
    ),
}
_SUBJECTS = (
    "Corporate risk register", "Treasury management mid-year review", "Internal audit progress",
    "Complaints annual report", "Health and safety", "Members' allowances scheme",
    "Procurement pipeline", "Information governance", "Counter-fraud plan", "Contract procedure rules",
    "Revenue monitoring, second quarter", "Capital programme monitoring", "Draft audit plan",
    "Asset management", "Licensing fees and charges", "Polling district review", "Climate action plan",
)  # fmt: skip
_BOILERPLATE = (
    (
        "Legal implications. There are no legal implications arising directly from this report. The "
        "Monitoring Officer has been consulted and has no further comments to make."
    ),
    (
        "Financial implications. The Section 151 Officer confirms that the recommendations in this "
        "report can be met from within existing budgets, and that there are no further financial "
        "implications at this stage."
    ),
    (
        "Equality implications. An equality impact assessment has been completed. Under section 149 of "
        "the Equality Act 2010 the Council must have due regard to the need to eliminate discrimination, "
        "harassment and victimisation. No adverse impact on any protected group has been identified."
    ),
    (
        "Risk management. Risk 4: failure to set a balanced budget. Likelihood 2, impact 4. Mitigation: "
        "monthly monitoring by the corporate management team, and difficult decisions taken early. There "
        "is no risk of a section 114 notice at this time."
    ),
    (
        "Risk 7: failure to recruit and retain staff in children's social care. Likelihood 3, impact 3. "
        "Mitigation: a workforce strategy is in place and use of agency staff is reviewed each month."
    ),
    (
        "Background. The Council is required under the Accounts and Audit Regulations 2015 to keep an "
        "adequate and effective system of internal control. The external auditor's work programme for the "
        "year was agreed with the audit committee in June and remains on course."
    ),
    (
        "Consultation. The trade unions, the chairs of scrutiny committees and the portfolio holder have "
        "been consulted, and their comments have been taken into account in preparing this report."
    ),
    (
        "Budget position. The forecast for the year shows a small variance of £0.2m against a net budget "
        "of £212.4m, and council tax increases remain within the referendum limit. Like other councils, "
        "the authority faces financial challenges from the local government settlement."
    ),
    (
        "Governance. Members are reminded of the code of conduct and of the need to declare interests. "
        "No complaint about a member was upheld in the quarter. Three whistleblowing contacts were "
        "received, none of which called for an investigation."
    ),
    (
        "Climate implications. The proposals have no significant effect on emissions. Planning permission "
        "is not required. Any planning application that follows will be decided by the planning "
        "committee in the usual way."
    ),
    (
        "Staffing implications. Vacant posts will be advertised with their salary and a closing date in "
        "the usual way; interviews will be held by a panel of officers."
    ),
    (
        "Statutory officers. Section 114 of the Local Government Finance Act 1988 requires the Section "
        "151 Officer to report to all members if expenditure is likely to exceed resources, and section "
        "5 of the Local Government and Housing Act 1989 places a like duty on the Monitoring Officer."
    ),
    (
        "Risk 2: the Council is unable to set a balanced budget. Inherent score 20, residual score 8. "
        "Risk owner: Director of Resources. Mitigation: the medium term financial strategy."
    ),
    (
        "External audit. Under the Local Audit and Accountability Act 2014 the auditor must report any "
        "significant weaknesses in arrangements, and has power to make statutory recommendations. The "
        "auditor has not identified any significant weaknesses."
    ),
    (
        "Options considered. Doing nothing was considered and rejected, because it would not meet the "
        "Council's statutory duties. The preferred option offers the best balance of cost and benefit."
    ),
)  # fmt: skip
_WIDTH = 92
_LINES = 44


def write_pack(
    *,
    telling: Mapping[int, Sequence[str]] = TELLING,
    n_pages: int = N_PAGES,
    scanned: Sequence[int] = (),
) -> bytes:
    """Return the pack as a PDF.

    Args:
        telling: page number -> paragraphs that stand on it before the boilerplate.
        n_pages: how many pages.
        scanned: page numbers that carry no text, as a scan does.
    """
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    for number in range(1, n_pages + 1):
        if number in scanned:
            canvas.rect(60, 60, 450, 700, fill=1)
        else:
            _draw(canvas, _lines(number, n_pages, telling.get(number, ())))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, lines: Sequence[str]) -> None:
    text = canvas.beginText(50, 800)
    text.setFont("Helvetica", 10)
    text.setLeading(16)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def _lines(number: int, n_pages: int, telling: Sequence[str]) -> list[str]:
    lines = [f"{COUNCIL} - {COMMITTEE}, 24 November 2026", "OFFICIAL"]
    for paragraph in (*telling, *_paragraphs(number)):
        lines += [*wrap(paragraph, _WIDTH, break_on_hyphens=True), ""]
        if len(lines) >= _LINES:
            break
    return [*lines[:_LINES], "Audit risk: significant weakness tracker, internal use",
            f"Page {number} of {n_pages}"]  # fmt: skip


def _paragraphs(number: int) -> Iterator[str]:
    if number == 1:
        yield from (
            COUNCIL,
            COMMITTEE,
            "Tuesday, 24 November 2026 at 7.00 pm",
            "Agenda reports pack",
        )
        return
    if number == 2:  # the front sheet
        for place, subject in enumerate(_SUBJECTS, start=1):
            yield f"{place}. {subject}"
        return
    report, page = divmod(number - 3, 12)
    subject = _SUBJECTS[report % len(_SUBJECTS)]
    if page == 0:
        yield f"Report {report + 1}: {subject}"
        yield f"Report of the Director of Corporate Services to the {COMMITTEE}"
        yield "Recommendation: that the committee notes the report."
    if page % 4 == 3:  # every fourth page is a table
        for row in range(24):
            yield (f"{subject[:24]} {row + 1}    {number * 37 + row * 1_013:,}    "
                   f"{number * 41 + row * 997:,}    ({row * 3})")  # fmt: skip
        return
    for step in range(6):
        yield f"{page + 1}.{step + 1} {_BOILERPLATE[(report * 5 + page * 3 + step) % len(_BOILERPLATE)]}"
