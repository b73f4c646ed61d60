"""Files that are no sound table, whatever their names say: each has to be refused, and told what it is."""

import json
import shutil
import subprocess
import zipfile

from office import HTML, ODS, PDF, SPREADSHEETML, XLS, XLSX
from texts import text, wide

CONTENT_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def other_formats(out, office):
    book = lambda: office.book(wide(), "People")
    book().save(out / "old-excel.xls", XLS)
    book().save(out / "opendocument.ods", ODS)
    book().save(out / "opendocument-named.xlsx", ODS)
    book().save(out / "printed.pdf", PDF)
    book().save(out / "web-page-named.xls", HTML)
    book().save(out / "xml-of-2003-named.xls", SPREADSHEETML)
    book().save(out / "old-excel-password.xls", XLS, Password="correct horse")
    book().encrypt(out / "password.xlsx", "correct horse")
    people = [dict(zip(wide()[0], row)) for row in wide()[1:]]
    (out / "json-named.csv").write_text(json.dumps(people, indent=1, ensure_ascii=False))


def gnumeric(out, office, scratch):
    book, made = scratch / "people.xlsx", scratch / "people.gnumeric"
    office.book(wide(), "People").save(book, XLSX)
    subprocess.run(["ssconvert", book, made], check=True, capture_output=True)
    shutil.copyfile(made, out / "gnumeric-named.csv")


def damaged(out, office, scratch):
    book = scratch / "people.xlsx"
    office.book(wide(), "People").save(book, XLSX)
    whole = book.read_bytes()
    (out / "download-cut-short.xlsx").write_bytes(whole[: len(whole) // 2])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(book) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    variants = {
        "sheet-cut-short.xlsx": parts | {sheet: parts[sheet][: len(parts[sheet]) * 2 // 3]},
        "sheet-broken-tag.xlsx": parts | {sheet: parts[sheet].replace(b"</row>", b"</rwo>", 5)},
        "sheet-missing.xlsx": {name: part for name, part in parts.items() if name != sheet},
        "zip-of-csv-named.xlsx": {"people.csv": text(wide()).encode()},
        "word-document-named.xlsx": {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w:document/>"},
    }
    for name, contents in variants.items():
        with zipfile.ZipFile(out / name, "w", zipfile.ZIP_DEFLATED) as to:
            for part, body in contents.items():
                to.writestr(part, body)
    office.book(wide(), "Workspaces").save(out / "only-a-workspaces-sheet.xlsx", XLSX)
    office.book([["Read me first"]], "Read me").add("Staff", wide()).save(out / "no-such-sheet.xlsx", XLSX)
    (out / "no-such-sheet.xlsx.args").write_text("--sheet Personnel\n")


def texts(out):
    people = text(wide())
    (out / "nothing-in-it.csv").write_bytes(b"")
    (out / "nul-bytes.csv").write_bytes(people.encode().replace(b"Lovelace", b"Love\0lace"))
    one_each = text([row[:5] + row[5].split(";")[:1] for row in wide()])
    (out / "unclosed-quote.csv").write_bytes(one_each.replace("Lovelace", '"Lovelace', 1).encode())
    (out / "utf16-cut-short.csv").write_bytes(people.encode("utf-16")[:-101])
    (out / "~$people.xlsx").write_bytes(b"\x0dAda Lovelace".ljust(165, b" "))


def make(out, office, scratch):
    other_formats(out, office)
    gnumeric(out, office, scratch)
    damaged(out, office, scratch)
    texts(out)
