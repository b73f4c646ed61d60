"""Workbooks that can be read, with cells and sheets that a spreadsheet program or its user has spoiled."""

import datetime

import openpyxl

from office import XLSX, Formula, Shown
from people import FINANCE, ID
from texts import FRIENDLY, WIDE

PEOPLE = [
    ["ada@example.com", "00017", "Ada", "Lovelace", "yes", FINANCE],
    ["bob@example.com", "00042", "Bob", "Babbage", "no", "<none>"],
    ["cyd@example.com", "00108", "Cyd", "Charisse", "yes", "EMEA; Finance"],
]


def day(year, month, of_month, pattern):
    return Shown((datetime.date(year, month, of_month) - datetime.date(1899, 12, 30)).days, pattern)


def ids(out, office):
    person = lambda n, number: [f"person{n}@example.com", number, "Pat", "Doe", "yes", FINANCE]
    sheet = lambda name, *numbers: office.book(
        [WIDE] + [person(n, number) for n, number in enumerate(numbers, 1)], "People"
    ).save(out / name, XLSX)
    sheet("ids-that-lost-zeros.xlsx", 17, 42, "00108", "01066", 305, 10815)
    sheet(
        "ids-of-sixteen-digits.xlsx",
        1234567890123456,
        Shown(1234567890123456, "0"),
        123456789012345,
        "1234567890123456",
        Shown(8.1e15, "0.00E+00"),
        Shown(17, "0.00E+00"),
    )
    sheet(
        "ids-that-became-dates.xlsx",
        day(2026, 11, 3, "D-MMM"),
        day(1899, 12, 31, "MM/DD/YY"),
        day(2026, 3, 1, "YYYY-MM-DD"),
        "03-11",
        Shown(0.25, "HH:MM"),
        Shown(17, "0.0"),
        Shown(0.17, "0%"),
    )
    rows = [
        ["userName", "externalId", "givenName", "familyName", "active", "workspaceIds"],
        ["ada@example.com", 17, 2001, day(2026, 5, 1, "D-MMM"), 1, ID[FINANCE]],
        ["bob@example.com", True, True, "Babbage", 0, 8.1e27],
        [17, "00042", "Cyd", "Charisse", 2, ""],
    ]
    office.book(rows, "People").save(out / "numbers-everywhere.xlsx", XLSX)


def errors(out, office):
    rows = [FRIENDLY + ["Manager"]] + [row + ["x"] for row in PEOPLE]
    rows[1][1], rows[2][0], rows[3][5] = Formula("=NA()"), Formula("=1/0"), Formula("=NOSUCHFUNCTION(1)")
    rows.append(["dan@example.com", "00109", "Dan", "Dare", Formula("=#REF!"), FINANCE, "x"])
    rows.append(["eve@example.com", "#N/A", "Eve", "Online", "yes", FINANCE, Formula("=NA()")])
    office.book(rows, "People").save(out / "error-cells.xlsx", XLSX)
    book = openpyxl.Workbook()
    for row in [
        WIDE,
        ['="ada"&"@example.com"', "00017", "Ada", "Lovelace", "yes", FINANCE],
        ["bob@example.com", '=TEXT(42,"00000")', "Bob", "Babbage", "=TRUE()", FINANCE],
        ["cyd@example.com", "00108", "Cyd", "Charisse", "yes", "=Access!A1"],
    ]:
        book.active.append(row)
    book.create_sheet("Access").append([FINANCE])
    book.save(out / "formulas-without-values.xlsx")


def hidden(out, office):
    extra = [
        ["was@hidden.example", "00900", "Was", "Hidden", "no", "<none>"],
        ["also hidden", "00901", "Also", "Hidden", "yes", FINANCE],
    ]
    office.book([WIDE] + PEOPLE + extra, "People").hide_rows(5, 6).hide_column("F").save(out / "skip-hidden.xlsx", XLSX)
    (out / "skip-hidden.xlsx.args").write_text("--skip-hidden\n")
    office.book([WIDE] + PEOPLE + extra, "People").hide_rows(5, 6).hide_column("F").save(out / "hidden-mistakes.xlsx", XLSX)
    office.book([WIDE] + PEOPLE, "People").filter("A1:F4", 4, "yes").save(out / "filtered-skip-hidden.xlsx", XLSX)
    (out / "filtered-skip-hidden.xlsx.args").write_text("--skip-hidden\n")


def sheets(out, office):
    office.book([["Read me first"], ["The people are on the sheet Staff."]], "Read me").add("Staff", [FRIENDLY] + PEOPLE).save(
        out / "prose-on-the-first-sheet.xlsx", XLSX
    )
    for name, arguments in [("further-sheets-of-people.xlsx", ""), ("every-sheet-asked-for.xlsx", "--sheet *\n")]:
        book = office.book([FRIENDLY] + PEOPLE[:1], "Europe").add("Overseas", [FRIENDLY] + PEOPLE[1:])
        book.add("Rates", [["Currency", "Rate"], ["EUR", 1.17]]).save(out / name, XLSX)
        if arguments:
            (out / (name + ".args")).write_text(arguments)
    office.book([FRIENDLY] + PEOPLE[:1], "January").add("February", [FRIENDLY] + PEOPLE[:1] + [PEOPLE[1][:4] + ["yes", ""]]).add(
        "March", [FRIENDLY] + PEOPLE[1:]
    ).save(out / "sheets-that-disagree.xlsx", XLSX)
    (out / "sheets-that-disagree.xlsx.args").write_text("--sheet January --sheet February --sheet March\n")
    office.book([FRIENDLY] + PEOPLE, "People").add(
        "Workspaces", [["Workspace Id", "Workspace"], [ID[FINANCE], FINANCE], ["", "EMEA"], ["12", "Sales Planning"]]
    ).save(out / "flawed-workspaces-sheet.xlsx", XLSX)


def merged(out, office):
    rows = [
        ["E-mail", "Name", None, "Active", "Workspaces"],
        ["ada@example.com", "Ada", "Lovelace", "yes", FINANCE],
        ["bob@example.com", "Bob", "Babbage", "no", None],
        ["cyd@example.com", "Cyd", "Charisse", "yes", "EMEA"],
    ]
    office.book(rows, "People").merge("B1:C1").merge("E2:E3").save(out / "merged-cells.xlsx", XLSX)
    rows = [
        ["Person", None, None, "Access", None, None],
        ["E-mail", "First Name", "Last Name", "Employee ID", "Active", "Workspaces"],
    ]
    rows += [[user, given, family, number, active, access] for user, number, given, family, active, access in PEOPLE]
    office.book(rows, "People").merge("A1:C1").merge("D1:F1").save(out / "grouped-headers.xlsx", XLSX)
    rows = [
        ["Department", "E-mail", "First Name", "Workspaces"],
        ["Finance", "ada@example.com", "Ada", FINANCE],
        [None, "bob@example.com", "Bob", "EMEA"],
        ["Sales", "cyd@example.com", "Cyd", "<none>"],
    ]
    office.book(rows, "People").merge("A2:A3").save(out / "merged-carried-column.xlsx", XLSX)


def quarter(out, office):
    """Last quarter's workbook as it comes back: a bit of everything, for whoever tries the tool for the first time."""
    rows = [
        ["ANAPLAN USER REVIEW – Q3 2026"],
        ["please return by 30 September", None, None, None, None, None, "yellow = leaver"],
        [],
        ["No.", "Employe ID", "Name", "First Name", "E-Mail Address", "Active?", "Apps", "Comment"],
        [1, 17, "Lovelace", "Ada", "ada.lovelace@example.com", "yes", "Finance", None],
        [2, "00042", "Müller", "Zoë", "zoe.mueller@example,com", "yes", "Finance, EMEA", None],
        [3, "00108", "O’Neill", "Máire", " m.o'neill@example.com", "Y", "Sales", "which Sales?"],
        [4, "00305", "Østergård", "Søren", "soren.ostergard@example.org", "left", "none", "left in August"],
        [5, 1234567890123456, "Gonçalves", "Inês", "ines+anaplan@example.com", "yes", "Finanace", None],
        [6, "00815", "Silva", "João", None, "yes", "Finance", "new joiner"],
        [7, "00042", "Mueller", "Zoe", "Zoe.Mueller@example.com", "no", "Finance", "duplicate?"],
        [8, "09001", "Škoda", "Žan", "zan.skoda@example.com", Formula("=NA()"), "Demand, Supply & Inventory", None],
        [],
        ["Total", None, None, 8],
    ]
    book = (
        office.book(rows, "Review Q3")
        .merge("A1:H1")
        .bold("A1", 18)
        .bold("A4:H4")
        .border("A4:H12")
        .colour("A8:H8", 0xFFFF00)
        .hide_rows(9)
    )
    book.add("Notes", [["Yellow rows have left."]]).save(out / "quarterly-review.xlsx", XLSX)


def make(out, office, scratch):
    ids(out, office)
    errors(out, office)
    hidden(out, office)
    sheets(out, office)
    merged(out, office)
    quarter(out, office)
