"""Workbooks of the twelve, plain and as people dress them up."""

import struct
import zlib

import openpyxl
import xlsxwriter

from office import XLSM, XLSX, XLTX, Formula, Shown
from people import FINANCE, ID, OURS, TWELVE
from texts import FRIENDLY, WIDE, wide

GREY, RED = 0xDDDDDD, 0xFFCCCC


def plain(out, office):
    office.book(wide(), "People").save(out / "plain.xlsx", XLSX)
    office.book(wide(FRIENDLY), "People").save(out / "macro.xlsm", XLSM)
    office.book(wide(FRIENDLY, "\n"), "People").save(out / "template.xltx", XLTX)


def by_openpyxl(out):
    book = openpyxl.Workbook()
    for row in wide():
        book.active.append(row)
    book.save(out / "openpyxl.xlsx")


def by_xlsxwriter(out):
    """As a data pipeline writes it: strings inline, a logo, a table below it."""
    book = xlsxwriter.Workbook(str(out / "xlsxwriter-logo.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet("Access list")
    logo = out / "logo.png"
    logo.write_bytes(png(120, 40))
    sheet.insert_image("A1", str(logo))
    sheet.write_string(0, 2, "Example Holding plc")
    sheet.write_string(1, 2, "Confidential")
    for r, row in enumerate(wide(FRIENDLY)):
        for c, value in enumerate(row):
            if value:
                sheet.write_string(r + 5, c, value)
    book.close()
    logo.unlink()


def dressed_up(out):
    """Bold parts of names, addresses that are links, lists to choose from, notes, a protected sheet, frozen panes; from column C on."""
    book = xlsxwriter.Workbook(str(out / "xlsxwriter-dressed-up.xlsx"))
    sheet, bold, grey = book.add_worksheet("People"), book.add_format({"bold": True}), book.add_format({"bg_color": "#DDDDDD"})
    headers = [
        "E-Mail\nAddress *",
        "Employee\u00a0ID:",
        "FIRST NAME",
        "Last name",
        "Active (yes/no)",
        "Workspaces (one per line)",
    ]
    sheet.write_row(3, 2, headers, grey)
    sheet.write_comment(3, 2, "the address people sign in with")
    for r, p in enumerate(TWELVE, 4):
        sheet.write_url(r, 2, "mailto:" + p.user, string=p.user)
        sheet.write_row(r, 3, [p.number or None, p.given])
        sheet.write_rich_string(r, 5, bold, p.family[:1], p.family[1:])
        sheet.write_row(r, 6, [p.yes, p.workspaces("\n") or None])
    sheet.data_validation(4, 6, 15, 6, {"validate": "list", "source": ["yes", "no"]})
    sheet.conditional_format(4, 6, 15, 6, {"type": "cell", "criteria": "==", "value": '"no"', "format": grey})
    sheet.freeze_panes(4, 3)
    sheet.protect()
    book.close()


def png(width, height):
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    pixels = b"".join(b"\0" + b"\x20\x60\xa0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def title(out, office):
    """A merged title, a blank row, the header in row 3; nothing but the header tells where it starts."""
    rows = [["Anaplan access – Example Holding plc", None, None, None, None, None], []] + wide(FRIENDLY)
    book = office.book(rows, "Q3").merge("A1:F1").bold("A1", 16).bold("A3:F3").border("A3:F15").colour("A3:F3", GREY)
    book.colour("A11:F11", RED).note("A11", "has left, please take everything away").save(out / "title-row-3.xlsx", XLSX)


def gaps(out, office):
    """Letterhead above, blank rows in the middle, totals and a remark below."""
    header, *people = wide(FRIENDLY)
    rows = [
        ["Example Holding plc"],
        ["Group IT, Access Management"],
        ["As of 3 November 2026", None, None, None, None, "internal"],
        [],
        header,
        *people[:5],
        [],
        [],
        *people[5:],
        [],
        ["Total", len(people)],
        [],
        ["Note: leavers are shaded; changes to this list go through Group IT."],
    ]
    office.book(rows, "Users").bold("A5:F5").colour("A14:F14", GREY).save(out / "gaps-and-totals.xlsx", XLSX)


def hidden(out, office):
    header, *people = wide()
    book = office.book([header + ["Comment"]] + [row + ["checked"] for row in people], "People")
    book.hide_rows(4, 5).hide_column("B").hide_column("G").save(out / "hidden-rows-and-columns.xlsx", XLSX)
    office.book(wide(FRIENDLY), "People").filter("A1:F13", 4, "yes").save(out / "filtered.xlsx", XLSX)
    office.book(wide(FRIENDLY), "People").filter("A1:F13", 4, "yes", "People_2026").save(out / "filtered-table.xlsx", XLSX)


def long_merged(out, office):
    """One workspace a row, the person's own cells merged beside them."""
    rows, merges = [["Login", "Personnel number", "First name", "Surname", "Active", "Workspace"]], []
    for p in TWELVE:
        names = p.has or [p.workspaces()]
        first = len(rows) + 1
        rows += [
            [p.user, p.number, p.given, p.family, p.yes, name] if i == 0 else [None] * 5 + [name] for i, name in enumerate(names)
        ]
        if len(names) > 1:
            merges += [f"{column}{first}:{column}{first + len(names) - 1}" for column in "ABCDE"]
    book = office.book(rows, "Access")
    for where in merges:
        book.merge(where)
    book.save(out / "long-merged.xlsx", XLSX)


def matrices(out, office):
    own = lambda p: [p.user, p.number, p.given, p.family, p.active]
    rows = [WIDE[:5] + OURS + ["Comment"]]
    rows += [own(p) + [p.mark(name, "✓", "no") for name in OURS] + ["see ticket 17"] for p in TWELVE]
    office.book(rows, "Matrix").save(out / "matrix-names-tick.xlsx", XLSX)
    truth = lambda p, name: None if p.has is None else name in p.has
    rows = [FRIENDLY[:5] + ["WS: " + name for name in OURS]] + [own(p) + [truth(p, name) for name in OURS] for p in TWELVE]
    office.book(rows, "Matrix").save(out / "matrix-prefix-true-false.xlsx", XLSX)
    twice = OURS + [ID[FINANCE]]  # one workspace has two columns, once by name and once by id
    rows = [WIDE[:5] + twice]
    rows += [own(p) + [p.mark(name) for name in OURS] + [p.mark(FINANCE)] for p in TWELVE]
    office.book(rows, "Matrix").save(out / "matrix-column-twice.xlsx", XLSX)


def numbers(out, office):
    """Ids that are numbers with a format that shows zeros, booleans, ids of workspaces."""
    rows = [["userName", "externalId", "givenName", "familyName", "active", "workspaceIds"]]
    for p in TWELVE:
        number = Shown(p.number, "00000") if p.number.isdigit() else p.number
        rows.append([p.user, number, p.given, p.family, p.active, p.ids(", ")])
    office.book(rows, "People").save(out / "ids-by-number-format.xlsx", XLSX)


def formulas(out, office):
    """Everything is calculated: addresses joined, numbers made text, workspaces looked up on another sheet."""
    rows = [WIDE + ["mailbox", "domain"]]
    for r, p in enumerate(TWELVE, 2):
        mailbox, domain = p.user.split("@")
        number = Formula(f'=TEXT({int(p.number)};"00000")') if p.number.isdigit() else p.number
        rows.append(
            [
                Formula(f'=G{r}&"@"&H{r}'),
                number,
                p.given,
                p.family,
                Formula(f"=1={int(p.active)}"),
                Formula(f'=IFERROR(VLOOKUP(G{r};$Access.A:B;2;0);"")'),
                mailbox,
                domain,
            ]
        )
    book = office.book([], "People")
    book.add("Access", [["mailbox", "list"]] + [[p.user.split("@")[0], p.workspaces()] for p in TWELVE if p.has is not None])
    book.on("People").fill(rows)
    book.save(out / "formulas.xlsx", XLSX)


def sheets(out, office):
    header, *people = wide(FRIENDLY)
    book = office.book([["Read me first"], ["The people are on the sheet Staff."]], "Read me")
    book.add("Staff", [header] + people).add("Lists", [["yes"], ["no"]], hidden=True)
    book.add("Workspaces", [["id", "name"]] + [[ID[name], name] for name in OURS])
    book.save(out / "several-sheets.xlsx", XLSX)
    (out / "several-sheets.xlsx.args").write_text("--sheet Staff\n")

    book = office.book([header] + people[:5], "Europe")
    book.add("Old", [["userName"], ["gone@example.com"]], hidden=True)
    book.add("Overseas", [["Staff outside Europe"], [], header] + people[5:])
    book.save(out / "two-sheets-of-people.xlsx", XLSX)
    (out / "two-sheets-of-people.xlsx.args").write_text("--sheet *\n")


def make(out, office, scratch):
    plain(out, office)
    by_openpyxl(out)
    by_xlsxwriter(out)
    dressed_up(out)
    title(out, office)
    gaps(out, office)
    hidden(out, office)
    long_merged(out, office)
    matrices(out, office)
    numbers(out, office)
    formulas(out, office)
    sheets(out, office)
