"""CSV in which letters went wrong, or only look as if: other alphabets, encodings, invisible characters, addresses."""

import unicodedata

from office import WINDOWS_1252
from people import FINANCE
from texts import WIDE, text, write
from vendors import table


def letters(out, office):
    decomposed = lambda name: unicodedata.normalize("NFD", name)
    world = [
        ["userName", "externalId", "givenName", "familyName", "active", "workspaces"],
        ["lukasz.wojcik@example.com", "1001", "Łukasz", "Wójcik-Żółć", "yes", FINANCE],
        ["ibrahim.isik@example.com", "1002", "İbrahim", "Işık", "yes", FINANCE],
        ["t.yamada@example.com", "1003", "太郎", "山田", "yes", FINANCE],
        ["o.nguyen@example.com", "1004", "Oanh", decomposed("Nguyễn"), "yes", FINANCE],
        ["aleksandr@example.com", "1005", "Александр", "Петров", "yes", FINANCE],
        ["m.ali@example.com", "1006", "محمد", "علي", "yes", FINANCE],
        ["suharto@example.com", "1007", "Suharto", "", "yes", FINANCE],
        ["łukasz@przykład.example", "1008", "Łukasz", "Nowak", "yes", FINANCE],
        [decomposed("zoë.müller@example.com"), "1009", decomposed("Zoë"), decomposed("Müller"), "yes", FINANCE],
        ["x.obrien@example.com", "1010", "Xena", "O’Brien", "yes", FINANCE],
        ["emoji@example.com", "1011", "Jo 🎉", "O'Neill", "yes", FINANCE],
    ]
    write(out, "names-of-the-world.csv", world)
    write(out, "windows1250.csv", world[:2] + world[8:9], "cp1250", "--encoding windows-1250")
    write(out, "windows1250-taken-for-1252.csv", world[:2], "cp1250")
    write(out, "shift-jis.csv", [world[0], world[3]], "shift_jis", "--encoding shift_jis")
    office.book(world[:3] + world[8:9]).csv(out / "question-marks.csv", WINDOWS_1252, ";")
    accents = [
        WIDE,
        ["zoe.mueller@example.com", "42", "Zoë", "Müller", "yes", FINANCE],
        ["francois@example.com", "7", "François", "Lefèvre", "yes", FINANCE],
        ["ada.lovelace@example.com", "17", "Ada", "Lovelace", "yes", FINANCE],
    ]
    (out / "mojibake.csv").write_bytes(text(accents).encode().decode("cp1252").encode())
    (out / "replacement-characters.csv").write_bytes(text(accents).encode("cp1252").decode("utf-8", "replace").encode())


def invisible(out):
    rows = [WIDE[:5]]
    for n, (user, given) in enumerate(
        [
            ("\u00a0ada.one@example.com\u00a0", "no-break spaces around"),
            ("ada.two\u200b@example.com", "zero-width space within"),
            ("ada.three@example.com\u200f", "right-to-left mark behind"),
            ("\ufeffada.four@example.com", "byte-order mark before"),
            ("ada.five＠example.com", "full-width at"),
            ("ａｄａ．ｓｉｘ＠ｅｘａｍｐｌｅ．ｃｏｍ", "full-width throughout"),
            ("ada.seven@example.com.", "trailing dot"),
            ("ada.eight@example.com,", "trailing comma"),
            ("ada.nine@example.com;", "trailing semicolon"),
            ("“ada.ten@example.com”", "smart quotes around"),
            ("'ada.eleven@example.com'", "quotes around"),
            ("<ada.twelve@example.com>", "angle brackets around"),
            ("mailto:ada.thirteen@example.com", "a link"),
            ("Ada <ada.fourteen@example.com>", "a name before"),
            ("m.o’neill@example.com", "smart apostrophe within"),
            ("ada.sixteen @example.com", "a blank within"),
            ("ada.seven\u00adteen@example.com", "soft hyphen within"),
            ("ada.eighteen@example.com\t", "tab behind"),
            ("ada.nineteen@example.com\n", "line break behind"),
            ("ada–twenty@example.com", "dash that is no hyphen"),
            ("\u3000ada.twentyone@example.com", "ideographic space before"),
            ("ada.twenty\u2028two@example.com", "line separator within"),
            ("ada.twentythree@example.com\u0007", "a bell behind"),
        ],
        1,
    ):
        rows.append([user, f"E{n:03}", given, "Test\u00a0Case", "yes"])
    write(out, "invisible-characters.csv", rows)
    write(
        out,
        "look-alikes.csv",
        [
            WIDE[:5],
            ["аda.lovelace@example.com", "1", "Ada", "Lovelace", "yes"],  # а is Cyrillic
            ["ada.lovelace@example.com", "2", "Ada", "Lovelace", "yes"],
            ["karl@exаmple.com", "3", "Karl", "Groß", "yes"],  # the domain's а is Cyrillic
            ["νikos@example.com", "4", "Nikos", "Papas", "yes"],  # ν is Greek
            ["иван@пример.example", "5", "Иван", "Петров", "yes"],  # all of the name is Cyrillic
            ["zoë@example.com", "6", "Zoë", "Müller", "yes"],
        ],
    )


def addresses(out):
    rows = [["E-mail", "First Name", "Last Name"]]
    for user in [
        "no-at.example.com",
        "two@@example.com",
        "one@example.com, two@example.com",
        "j.smith@example,com",
        "jane doe@example.com",
        "@example.com",
        "nobody@",
        "dots..twice@example..com",
        "nodot@example",
        "_marked@example.com",
        "marked@example.com_",
        "maximiliane.von-der-schulenburg-wolfsburg-1@people.example.com",
        "back\\slash@example.com",
        "n/a",
        "-",
        "TBC",
        "o'neill@example.com",
        "plus+tag@example.com",
        "under_score@example.com",
        "a@b.example",
        "UPPER@EXAMPLE.COM",
    ]:
        rows.append([user, "Pat", "Doe"])
    write(out, "addresses.csv", rows)
    header = (
        "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,"
        "invitationState,createdDateTime"
    )
    guid = "7cc0c81b-f2a2-489a-8243-eda96da4214"
    person = {"surname": "Doe", "givenName": "Pat", "userType": "Guest", "accountEnabled": "True", "invitationState": "Accepted"}
    write(
        out,
        "guests.csv",
        table(
            header,
            person
            | {
                "userPrincipalName": "ada@example.com",
                "displayName": "Ada Lovelace",
                "mail": "ada@example.com",
                "id": guid + "1",
                "userType": "Member",
            },
            person
            | {
                "userPrincipalName": "pat_partner.example#EXT#@corp.onmicrosoft.example",
                "displayName": "=1+3 Pat",
                "mail": "",
                "id": guid + "2",
            },
            person
            | {
                "userPrincipalName": "kim_partner.example#EXT#@corp.onmicrosoft.example",
                "displayName": "Kim",
                "mail": "kim@partner.example",
                "id": guid + "3",
            },
            person
            | {
                "userPrincipalName": "lee_partner.example#EXT#@corp.onmicrosoft.example",
                "displayName": "Lee",
                "mail": "",
                "id": guid + "5",
                "userType": "Member",
            },
            person
            | {
                "userPrincipalName": "svc-backup@corp.onmicrosoft.example",
                "displayName": "Backup",
                "mail": "",
                "id": guid + "4",
                "userType": "Member",
                "givenName": "",
                "surname": "",
            },
        ),
        "utf-8-sig",
    )


def make(out, office, scratch):
    letters(out, office)
    invisible(out)
    addresses(out)
