"""HR extracts whose headers nobody can guess: the mapping files beside them, written by hand, say what they mean."""

from people import FINANCE, TWELVE
from texts import write


def sailpoint(out):
    """An account aggregation with letters for statuses and, among the people, accounts that nobody owns."""
    header = [
        "USERID",
        "FILENUMBER",
        "FIRST_NAME",
        "LAST_NAME",
        "MANAGER",
        "TERMINATION_DATE",
        "E_ADDR",
        "EMP_STATUS",
        "ENTITLEMENT_LIST",
    ]
    rows = [header]
    for n, p in enumerate(TWELVE):
        leaving = "" if p.active else "2026-10-02"
        row = [f"EX{n:06}", p.number, p.given, p.family, "00017", leaving, p.user, "A" if p.active else "T", p.workspaces()]
        rows.append(row)
    rows.insert(4, ["SVC00001", "", "", "Backup", "", "", "", "A", ""])
    rows.insert(9, ["SVC00002", "", "", "Mail gateway", "", "", "", "A", FINANCE])
    write(out, "sailpoint.csv", rows, "cp1252", "--mapping sailpoint.yaml", delimiter="|")


def full_names(out):
    rows = [["Employee", "Emp #", "Contact", "Enabled?", "Apps in use"]]
    rows += [[f"{p.family}, {p.given}", p.number, p.user, p.yes, p.workspaces("\n")] for p in TWELVE]
    write(out, "full-names.csv", rows, "utf-8-sig", "--mapping full-names.yaml")


def mail_in_two_columns(out):
    rows = [["Mailbox", "Mail domain", "External mail", "Pers.-Nr.", "Vorname", "Nachname", "Gesperrt", "Arbeitsbereiche"]]
    for p in TWELVE:
        mailbox, domain = p.user.split("@")
        outside = domain != "example.com"  # these have no mailbox of the company's
        mail = ["", "", p.user] if outside else [mailbox, domain, ""]
        rows.append(mail + [p.number, p.given, p.family, "nein" if p.active else "ja", p.workspaces()])
    write(out, "mail-in-two-columns.csv", rows, "cp1252", "--mapping mail-in-two-columns.yaml", delimiter=";")


def make(out, office, scratch):
    sailpoint(out)
    full_names(out)
    mail_in_two_columns(out)
