"""CSV of the twelve: every encoding, delimiter and line break, by the programs that write them."""

import csv
import io
import subprocess

from office import UTF16, WINDOWS_1252, XLSX
from people import ID, OURS, TWELVE

WIDE = ["userName", "externalId", "givenName", "familyName", "active", "workspaces"]
FRIENDLY = ["E-mail Address *", "Employee ID", "First Name", "Last Name", "Active", "Workspaces"]


def wide(header=WIDE, separator="; "):
    return [header] + [[p.user, p.number, p.given, p.family, p.yes, p.workspaces(separator)] for p in TWELVE]


def text(rows, delimiter=",", end="\r\n", quote=csv.QUOTE_MINIMAL):
    """CSV as Python's csv module writes it, which is how Excel does."""
    to = io.StringIO()
    csv.writer(to, delimiter=delimiter, lineterminator=end, quoting=quote).writerows(rows)
    return to.getvalue()


def write(out, name, rows, encoding="utf-8", arguments=None, **how):
    (out / name).write_bytes(text(rows, **how).encode(encoding))
    if arguments:
        (out / (name + ".args")).write_text(arguments + "\n")


def from_libreoffice(out, office):
    office.book(wide()).csv(out / "utf8-comma.csv")
    office.book(wide(FRIENDLY)).csv(out / "utf8-pipe.csv", delimiter="|")
    office.book(wide()).csv(out / "utf8-tab.tsv", delimiter="\t")
    office.book(wide(FRIENDLY)).csv(out / "utf8-all-quoted.csv", quote_all=True)
    office.book(wide(separator="\n")).csv(out / "utf8-workspaces-on-lines.csv")
    office.book(wide()).csv(out / "utf16le-tab.csv", UTF16, "\t")
    office.book(wide(FRIENDLY)).csv(out / "windows1252-semicolon.csv", WINDOWS_1252, ";")
    office.book(wide()).csv(out / "windows1252-comma.csv", WINDOWS_1252)


def from_excel(out):
    """What Excel's own dialogs give: CSV UTF-8 in a country with decimal commas, Unicode Text, CSV."""
    (out / "excel-utf8-semicolon.csv").write_bytes(text(wide(FRIENDLY), ";").encode("utf-8-sig"))
    (out / "excel-unicode-text.txt").write_bytes(text(wide(FRIENDLY, "\n"), "\t").encode("utf-16"))
    (out / "excel-windows1252-comma.csv").write_bytes(text(wide()).encode("cp1252"))
    (out / "excel-sep-line.csv").write_bytes(("sep=;\r\n" + text(wide(FRIENDLY), ";")).encode("utf-8-sig"))
    padded = [row + ["", ""] for row in wide()] + [[""] * 8] * 5
    (out / "excel-trailing-commas.csv").write_bytes(text(padded).encode("utf-8-sig"))


def from_programs(out):
    """What programs write: UTF-16 in network order, quotes around everything, commas between workspaces."""
    (out / "utf16be-comma.csv").write_bytes(b"\xfe\xff" + text(wide(), end="\n").encode("utf-16-be"))
    (out / "utf16le-no-mark-semicolon.csv").write_bytes(text(wide(), ";").encode("utf-16-le"))
    rows = [WIDE] + [[p.user, p.number, p.given, p.family, str(p.active).lower(), commas(p)] for p in TWELVE]
    (out / "utf8-commas-in-cells.csv").write_bytes(text(rows, quote=csv.QUOTE_ALL).encode())
    rows = [["workspaceIds", "active", "familyName", "givenName", "externalId", "userName"]]
    rows += [[p.ids(","), int(p.active), p.family, p.given, p.number, p.user] for p in TWELVE]
    (out / "utf8-ids-crlf.csv").write_bytes(text(rows).encode())


def commas(p):
    """Workspaces with commas between them, those that hold one in quotes."""
    if not p.has:
        return p.workspaces()
    return ", ".join(f'"{name}"' if "," in name else name for name in p.has)


def from_gnumeric(out, office, scratch):
    book = scratch / "people.xlsx"
    office.book(wide(), "People").save(book, XLSX)
    for name in ["gnumeric.csv", "gnumeric.xlsx"]:
        subprocess.run(["ssconvert", book, out / name], check=True, capture_output=True)


def layouts(out):
    """Long, a person's rows apart; and both ways to head a matrix."""
    apart = [[p.user, p.number, p.given, p.family, p.yes, (p.has or [p.workspaces()])[0]] for p in TWELVE]
    for place in (1, 2):
        apart += [[p.user, "", "", "", "", p.has[place]] for p in TWELVE if p.has and len(p.has) > place]
    header = ["userName", "externalId", "givenName", "familyName", "active", "workspace"]
    (out / "long-apart.csv").write_bytes(text([header] + apart).encode())

    own = lambda p: [p.user, p.number, p.given, p.family, p.yes]
    rows = [WIDE[:5] + ["ws:" + name for name in OURS]] + [own(p) + [p.mark(name) for name in OURS] for p in TWELVE]
    (out / "matrix-prefix-x.csv").write_bytes(text(rows, ";").encode("utf-8-sig"))
    rows = [WIDE[:5] + [ID[name] for name in OURS]]
    rows += [own(p) + [p.mark(name, "1", "0") or ("0" if p.has else "") for name in OURS] for p in TWELVE]
    (out / "matrix-ids-1-0.csv").write_bytes(text(rows).encode())


def make(out, office, scratch):
    from_libreoffice(out, office)
    from_excel(out)
    from_programs(out)
    from_gnumeric(out, office, scratch)
    layouts(out)
