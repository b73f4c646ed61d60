"""CSV that can be read, in which rows, headers and workspaces contradict each other or mean nothing."""

import csv

from people import FINANCE, ID, WORKSPACES
from texts import WIDE, text, wide, write


def rules(out):
    wide = lambda *rows: [WIDE] + [list(row) for row in rows]
    write(
        out,
        "duplicates.csv",
        wide(
            ("ada@example.com", "1", "Ada", "Lovelace", "yes", FINANCE),
            ("ADA@example.com", "1", "Ada", "Lovelace", "yes", FINANCE),
            ("bob@example.com", "2", "Bob", "Babbage", "yes", "EMEA; Finance"),
            ("bob@example.com\u00a0", "2", "Bob ", "Babbage", "TRUE", "Finance; EMEA"),
            ("cyd@example.com", "3", "Cyd", "Charisse", "yes", FINANCE),
            ("dan@example.com", "3", "Dan", "Dare", "yes", FINANCE),
        ),
    )
    write(
        out,
        "contradictions.csv",
        wide(
            ("ada@example.com", "1", "Ada", "Lovelace", "yes", FINANCE),
            ("ada@example.com", "1", "Ada", "King", "yes", FINANCE),
            ("bob@example.com", "2", "Bob", "Babbage", "yes", FINANCE),
            ("bob@example.com", "2", "Bob", "Babbage", "no", FINANCE),
            ("cyd@example.com", "3", "Cyd", "Charisse", "yes", FINANCE),
            ("CYD@example.com", "3", "Cyd", "Charisse", "yes", "EMEA"),
            ("dan@example.com", "4", "Dan", "Dare", "yes", FINANCE),
            ("dan@example.com", "44", "Dan", "Dare", "yes", FINANCE),
            ("eve@example.com", "5", "Eve", "Online", "yes", FINANCE),
        ),
    )
    write(
        out,
        "actions.csv",
        [
            ["userName", "givenName", "familyName", "active", "action"],
            ["ada@example.com", "Ada", "Lovelace", "yes", "keep"],
            ["bob@example.com", "Bob", "Babbage", "", "Skip"],
            ["cyd@example.com", "Cyd", "Charisse", "yes", "deactivate"],
            ["dan@example.com", "Dan", "Dare", "no", "reactivate"],
            ["eve@example.com", "Eve", "", "", "create"],
            ["fay@example.com", "Fay", "Wray", "", "delete"],
            ["<none>", "Gil", "Amelio", "", ""],
            ["hal@example.com", "<none>", "Nine", "", "update"],
            ["ida@example.com", "Ida", "Noddack", "maybe", ""],
        ],
    )
    write(
        out,
        "statuses.csv",
        [["Login", "First Name", "Last Name", "Status"]]
        + [
            [f"person{n}@example.com", "Pat", "Doe", status]
            for n, status in enumerate(
                [
                    "ACTIVE",
                    "STAGED",
                    "PROVISIONED",
                    "Pending user action",
                    "PASSWORD_EXPIRED",
                    "Password expired",
                    "LOCKED_OUT",
                    "RECOVERY",
                    "SUSPENDED",
                    "DEPROVISIONED",
                    "Deactivated",
                    "Terminated",
                    "On Leave",
                    "Leave of Absence",
                    "Disabled",
                    "enabled",
                    "Y",
                    "n",
                    "1",
                    "0",
                    "TRUE",
                    "left",
                    "retired",
                    "contractor",
                    "",
                ],
                1,
            )
        ],
    )
    write(
        out,
        "match-external-id.csv",
        [
            ["externalId", "givenName", "familyName", "active"],
            ["00017", "Ada", "Lovelace", "yes"],
            ["00042", "Zoë", "Müller", "no"],
            ["", "Bob", "Babbage", "yes"],
            ["00017", "Ada", "Lovelace", "no"],
        ],
        arguments="--match externalId",
    )


def workspaces(out):
    many = [name for name, _ in WORKSPACES if name.startswith("Team")]
    write(
        out,
        "over-fifty-workspaces.csv",
        [
            ["userName", "workspaces"],
            ["fifty@example.com", "; ".join(many[:50])],
            ["fifty.one@example.com", "; ".join(many[:51])],
            ["all.sixty@example.com", "\n".join(many)],
        ],
    )
    write(
        out,
        "workspace-names.csv",
        [["userName", "workspaces"]]
        + [
            [f"person{n:02}@example.com", cell]
            for n, cell in enumerate(
                [
                    "Finanace",
                    "finance",
                    "Sales",
                    "Retired",
                    ID["Sales"],
                    "8a81b08e4f6d2b43014f6e11af2f36ff",
                    "Demand, Supply & Inventory",
                    "Demand, Supply & Inventory, EMEA",
                    "Demand, Supply & Inventory; EMEA",
                    '"Demand, Supply & Inventory", EMEA',
                    '"Big ""X"" Deals; 2026"; EMEA',
                    '"Finance; EMEA',
                    "; ;",
                    "<none>",
                    "<NONE>; EMEA",
                    "none",
                    "n/a",
                    "-",
                    "All",
                    "Finance / EMEA",
                    "Finance & EMEA",
                    "Finance;Finance",
                    "Capex\u00a0€ 2026",
                    "Sales  Planning",
                    "Capex EUR 2026",
                ],
                1,
            )
        ],
    )
    write(
        out,
        "matrix-marks.csv",
        [
            [
                "userName",
                "ws:Finance",
                "EMEA",
                "ws:Finanace",
                "Sales Planning",
                "ws:" + ID[FINANCE],
                "ws:Retired",
                "Demand, Supply & Inventory",
            ],
            ["ada@example.com", "x", "X", "", "yes", "", "", "since 2019"],
            ["bob@example.com", "maybe", "no", "", "n", "", "", ""],
            ["cyd@example.com", "x", "", "x", "", "", "", ""],
            ["dan@example.com", "x", "", "", "", "no", "", ""],
            ["eve@example.com", "", "✔", "", "1", "x", "", ""],
            ["fay@example.com", "", "", "", "", "", "x", ""],
            ["gil@example.com", "", "-", "", "", "", "", ""],
            ["hal@example.com", "", "", "", "", "", "", ""],
        ],
    )
    write(
        out,
        "long-contradictions.csv",
        [
            ["userName", "givenName", "active", "workspace"],
            ["ada@example.com", "Ada", "yes", FINANCE],
            ["bob@example.com", "Bob", "yes", "<none>"],
            ["ada@example.com", "Ada", "no", "EMEA"],
            ["bob@example.com", "Bob", "yes", "EMEA"],
            ["cyd@example.com", "Cyd", "yes", FINANCE],
            ["dan@example.com", "Dan", "yes", FINANCE],
            ["cyd@example.com", "Cyd", "yes", "Finanace"],
            ["dan@example.com", "Dan", "yes", FINANCE],
        ],
    )


def headers(out):
    write(
        out,
        "misspelt-headers.csv",
        [
            ["User Nmae", "E-Mial", "Employe ID", "Frist Name", "Last Nam", "Actve", "Workspces"],
            ["alovelace", "ada@example.com", "00017", "Ada", "Lovelace", "yes", FINANCE],
            ["bbabbage", "bob@example.com", "00042", "Bob", "Babbage", "no", "<none>"],
        ],
    )
    write(
        out,
        "some-headers-misspelt.csv",
        [
            ["E-mail", "Employe ID", "Frist Name", "Last Name", "Workspces"],
            ["ada@example.com", "00017", "Ada", "Lovelace", FINANCE],
        ],
    )
    write(
        out,
        "no-key.csv",
        [["Name", "Department", "Cost Centre"], ["Ada Lovelace", "Finance", "420"], ["Bob Babbage", "Sales", "430"]],
    )
    write(out, "no-header.csv", [["ada@example.com", "Ada", "Lovelace", "yes"], ["bob@example.com", "Bob", "Babbage", "yes"]])
    write(out, "header-only.csv", [WIDE])
    write(
        out,
        "header-again.csv",
        [
            WIDE,
            ["ada@example.com", "1", "Ada", "Lovelace", "yes", FINANCE],
            [],
            WIDE,
            ["bob@example.com", "2", "Bob", "Babbage", "yes", "EMEA"],
        ],
    )
    write(
        out,
        "german-headers.csv",
        [
            ["E-Mail-Adresse", "Personalnummer", "Vorname", "Nachname", "Aktiv", "Arbeitsbereiche"],
            ["ada@example.com", "00017", "Ada", "Lovelace", "ja", FINANCE],
            ["bob@example.com", "00042", "Bob", "Babbage", "nein", ""],
        ],
        delimiter=";",
    )
    write(
        out,
        "same-header-twice.csv",
        [
            ["E-mail", "Email address", "First Name", "First name", "Manager Email"],
            ["ada@example.com", "ada@example.com", "Ada", "", "boss@example.com"],
            ["bob@example.com", "robert@example.com", "Bob", "Robert", "boss@example.com"],
            ["", "cyd@example.com", "", "Cyd", "boss@example.com"],
        ],
    )
    write(
        out,
        "employee-numbers-as-id.csv",
        [
            ["id", "User ID", "Email", "First Name"],
            ["10017", "alovelace", "ada@example.com", "Ada"],
            ["10042", "bbabbage", "bob@example.com", "Bob"],
        ],
    )
    write(
        out,
        "login-names-under-user-name.csv",
        [
            ["user_name", "first_name", "last_name", "email", "active", "employee_number", "sys_id"],
            ["ada.lovelace", "Ada", "Lovelace", "ada@example.com", "true", "00017", "62826bf03710200044e0bfc8bcbe5df1"],
            ["bob.babbage", "Bob", "Babbage", "bob@example.com", "false", "00042", "5137153cc611227c000bbd1bd8cd2005"],
        ],
        quote=csv.QUOTE_ALL,
    )
    write(
        out,
        "two-header-rows.csv",
        [
            ["", "Person", "", "", "Access", ""],
            ["E-mail", "First Name", "Last Name", "Employee ID", "Active", "Workspaces"],
            ["ada@example.com", "Ada", "Lovelace", "00017", "yes", FINANCE],
        ],
    )
    write(
        out,
        "header-row-said.csv",
        [
            ["Email", "Status"],
            ["helpdesk@example.com", "open"],
            [],
            ["Email", "First Name", "Status"],
            ["ada@example.com", "Ada", "active"],
        ],
        arguments="--header-row 4",
    )
    write(
        out,
        "layout-said-wrongly.csv",
        [WIDE, ["ada@example.com", "1", "Ada", "Lovelace", "yes", FINANCE]],
        arguments="--layout matrix",
    )


def rows(out):
    people = [
        ["ada@example.com", "00017", "Ada", "Lovelace", "yes", FINANCE],
        ["bob@example.com", "00042", "Bob", "Babbage", "no", "<none>"],
    ]
    write(
        out,
        "totals-and-remarks.csv",
        [WIDE]
        + people[:1]
        + [["", "", "Cyd", "Charisse", "yes", FINANCE]]
        + people[1:]
        + [
            ["", "", "Total", "2", "", ""],
            ["Total: 2 people"],
            [],
            ["Prepared by HR on 3 November 2026"],
            ["Questions to hr-desk@example.com, please"],
            ["* leaves in December"],
        ],
    )
    write(
        out,
        "example-rows.csv",
        [WIDE, ["Example: pat@example.com", "00001", "Pat", "Doe", "yes", FINANCE]]
        + people
        + [["example: last one", "", "", "", "", ""]],
    )
    write(
        out,
        "moved-columns.csv",
        [WIDE]
        + people
        + [
            ["cyd@example.com", "00108", "Cyd", "Charisse", "yes", "Demand", " Supply & Inventory"],
            ["dan@example.com", "00109", "Dan", "Dare", "Jr.", "yes", FINANCE],
        ],
    )
    (out / "unclosed-quote-above-semicolons.csv").write_bytes(text(wide()).replace("Lovelace", '"Lovelace', 1).encode())
    (out / "mac-line-ends.csv").write_bytes(text([WIDE] + people, end="\r").encode())
    write(
        out,
        "ids-that-lost-zeros.csv",
        [WIDE]
        + [
            [f"person{n}@example.com", number, "Pat", "Doe", "yes", FINANCE]
            for n, number in enumerate(["01066", "17", "00305", "42", "09001", "108", "00815", "04711", "12345"])
        ],
    )
    write(
        out,
        "ids-in-scientific-notation.csv",
        [WIDE]
        + [
            [f"person{n}@example.com", number, "Pat", "Doe", "yes", FINANCE]
            for n, number in enumerate(
                [
                    "1.23457E+17",
                    "1,23457E+17",
                    "8.00E+15",
                    "1E5",
                    "12E34567",
                    "123456789012345678",
                    "03-Nov",
                    "Nov 03",
                    "2026-11-03",
                    "17.0",
                    "1,024",
                ]
            )
        ],
    )
    write(
        out,
        "formulas-as-text.csv",
        [
            WIDE,
            ["ada@example.com", '="00017"', "Ada", "Lovelace", "yes", FINANCE],
            ["bob@example.com", "'00042", "Bob", "'=1+3", "yes", FINANCE],
            ["cyd@example.com", "#N/A", "Cyd", "#REF!", "#VALUE!", FINANCE],
            ["dan@example.com", "", "Dan", '=HYPERLINK("http://example.com")', "yes", "#NAME?"],
        ],
    )
    (out / "blank-lines-only.csv").write_bytes(b"\xef\xbb\xbf\r\n\r\n  \r\n,,,\r\n")
    own = [
        ["userName", "externalId", "id", "givenName", "familyName", "active", "workspaces"],
        ["ada@example.com", "00017", "4f6e11af2f3643014f6e11af2f364301", "Ada", "Lovelace", "yes", "Finance; EMEA"],
        ["bob@example.com", "", "4F6E11AF2F3643014F6E11AF2F364302", "Bob", "'=Babbage", "no", ""],
        ["cyd@example.com", "", "4f6e11af2f3643014f6e11af2f364301", "Cyd", "Charisse", "yes", ""],
    ]
    write(out, "export-with-ids.csv", own)


def make(out, office, scratch):
    rules(out)
    workspaces(out)
    headers(out)
    rows(out)
