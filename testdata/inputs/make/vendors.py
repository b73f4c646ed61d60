"""The twelve in the files of other systems: each vendor's own header row, and behind it in our words what it lacks.

Headers are those of the vendors' documentation and of files that people have published; where a vendor's
account has more columns than its documentation, those that mislead are kept: other addresses, other ids.
"""

import csv
import datetime
import uuid

from office import XLSX, Shown
from people import TWELVE
from texts import text

GUIDS = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def table(header, *rows):
    """A table in which every row says by header what it says, and the rest is blank."""
    names = [name.strip() for name in header.split(",")]
    for row in rows:
        assert set(row) <= set(names), set(row) - set(names)
    return [names] + [[row.get(name, "") for name in names] for row in rows]


def okta(out):
    header = (
        "login,firstName,lastName,middleName,honorificPrefix,honorificSuffix,email,title,displayName,nickName,profileUrl,"
        "secondEmail,mobilePhone,primaryPhone,streetAddress,city,state,zipCode,countryCode,postalAddress,preferredLanguage,"
        "locale,timezone,userType,employeeNumber,costCenter,organization,division,department,managerId,manager,active,workspaces"
    )
    rows = table(
        header,
        *[
            {
                "login": p.user,
                "firstName": p.given,
                "lastName": p.family,
                "email": f"contact{n}@example.net",
                "title": "Analyst",
                "displayName": p.full,
                "secondEmail": f"private{n}@example.net",
                "mobilePhone": f"+44 7700 9000{n:02}",
                "city": "London",
                "zipCode": "01067",
                "countryCode": "GB",
                "locale": "en_GB",
                "timezone": "Europe/London",
                "userType": "Employee",
                "employeeNumber": p.number,
                "costCenter": "000420",
                "department": "Finance",
                "managerId": "00017",
                "manager": "ada.lovelace@example.com",
                "active": p.yes,
                "workspaces": p.workspaces(),
            }
            for n, p in enumerate(TWELVE)
        ],
    )
    (out / "okta-people.csv").write_bytes(text(rows, end="\n").encode())

    status = {
        "zoe.mueller@example.com": "PASSWORD_EXPIRED",
        "m.o'neill@example.com": "LOCKED_OUT",
        "joao.silva@example.com": "RECOVERY",
        "francois.lefevre@example.com": "DEPROVISIONED",
        "zan.skoda@example.com": "SUSPENDED",
    }
    rows = table(
        "User Id,Status,Username,First name,Last name,Primary email,externalId,workspaces",
        *[
            {
                "User Id": f"00u1a2b3c4D5e6F7G8{n:02}",
                "Status": status.get(p.user, "ACTIVE"),
                "Username": p.user,
                "First name": p.given,
                "Last name": p.family,
                "Primary email": f"contact{n}@example.net",
                "externalId": p.number,
                "workspaces": p.workspaces(),
            }
            for n, p in enumerate(TWELVE)
        ],
    )
    (out / "okta-report.csv").write_bytes(text(rows).encode("utf-8-sig"))


def entra_downloads(out):
    """Users › Download users, as documented and as the portal gives it: objectId has become id. Two people have no mail."""
    old = (
        "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,usageLocation,"
        "streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile,authenticationPhoneNumber,"
        "authenticationAlternativePhoneNumber,authenticationEmail,alternateEmailAddress,ageGroup,consentProvidedForMinor,"
        "legalAgeGroupClassification,externalId,workspaces"
    )
    new = (
        "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,"
        "streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,alternateEmailAddress,ageGroup,"
        "consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,directorySynced,invitationState,"
        "identityIssuer,createdDateTime,externalId,workspaces"
    )
    for name, header, key in [("entra-download.csv", old, "objectId"), ("entra-download-id.csv", new, "id")]:
        rows = table(
            header,
            *[
                {
                    "userPrincipalName": p.user if n in (0, 5) else f"u{n:05}@example.onmicrosoft.example",
                    "displayName": p.full,
                    "surname": p.family,
                    "mail": "" if n in (0, 5) else p.user,
                    "givenName": p.given,
                    key: str(uuid.uuid5(GUIDS, p.user)),
                    "userType": "Member",
                    "department": "Finance",
                    "accountEnabled": str(p.active),
                    "usageLocation": "DE",
                    "postalCode": "01067",
                    "telephoneNumber": f"+49 30 23125 0{n:02}",
                    "alternateEmailAddress": f"private{n}@example.net",
                    "externalId": p.number,
                    "workspaces": p.workspaces(),
                }
                for n, p in enumerate(TWELVE)
            ],
        )
        (out / name).write_bytes(text(rows).encode("utf-8-sig"))


def entra_template(out):
    """Users › Bulk create. Its version line and its example stay where they are; Block sign in is active turned round."""
    header = (
        "Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,"
        "Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Last name [surname],Job title [jobTitle],"
        "Department [department],Usage location [usageLocation],Street address [streetAddress],State or province [state],"
        "Country or region [country],Office [physicalDeliveryOfficeName],City [city],ZIP or postal code [postalCode],"
        "Office phone [telephoneNumber],Mobile phone [mobile],externalId,workspaces"
    )
    name, user, password, block = header.split(",")[:4]
    given, family = "First name [givenName]", "Last name [surname]"
    example = {
        name: "Example: Chris Green",
        user: "chris@example.com",
        password: "myPassword1234",
        block: "No",
        given: "Chris",
        family: "Green",
        "Usage location [usageLocation]": "US",
    }
    rows = table(
        header,
        example,
        *[
            {
                name: p.full,
                user: p.user,
                password: "Initial-1234",
                block: "No" if p.active else "Yes",
                given: p.given,
                family: p.family,
                "Usage location [usageLocation]": "DE",
                "externalId": p.number,
                "workspaces": p.workspaces(),
            }
            for p in TWELVE
        ],
    )
    (out / "entra-template.csv").write_bytes(("version:v1.0\r\n" + text(rows)).encode("utf-8-sig"))


def active_directory(out):
    """Get-ADUser | Export-Csv -Encoding UTF8 of Windows PowerShell: a line that names the type, quotes around everything."""
    header = "DistinguishedName,EmployeeID,Enabled,GivenName,mail,Name,ObjectClass,ObjectGUID,SamAccountName,SID,Surname,UserPrincipalName"
    rows = table(
        header + ",workspaces",
        *[
            {
                "DistinguishedName": f"CN={p.full},OU=Staff,DC=corp,DC=example",
                "EmployeeID": p.number,
                "Enabled": str(p.active),
                "GivenName": p.given,
                "mail": p.user,
                "Name": p.full,
                "ObjectClass": "user",
                "ObjectGUID": str(uuid.uuid5(GUIDS, p.user)),
                "SamAccountName": f"u{n:05}",
                "SID": f"S-1-5-21-1004336348-1177238915-682003330-{5120 + n}",
                "Surname": p.family,
                "UserPrincipalName": f"u{n:05}@corp.example",
                "workspaces": p.workspaces(),
            }
            for n, p in enumerate(TWELVE)
        ],
    )
    body = text(rows, quote=csv.QUOTE_ALL)
    (out / "active-directory.csv").write_bytes(
        ("#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n" + body).encode("utf-8-sig")
    )


def microsoft365(out):
    header = (
        "Block credential,City,Country/Region,Department,DirSyncEnabled,Display name,Fax,First name,Last dirsync time,Last name,"
        "Last password change time stamp,License assignment details,Licenses,Mobile Phone,Oath token metadata,Object Id,Office,"
        "Password never expires,Phone number,Postal code,Preferred data location,Preferred language,Proxy addresses,"
        "Release track,Soft deletion time stamp,State,Street address,Strong password required,Title,Usage location,"
        "User principal name,When created,externalId,workspaces"
    )
    rows = table(
        header,
        *[
            {
                "Block credential": str(not p.active),
                "Display name": p.full,
                "First name": p.given,
                "Last name": p.family,
                "Licenses": "Microsoft 365 E5+Power BI Pro",
                "Object Id": str(uuid.uuid5(GUIDS, p.user)),
                "Password never expires": "False",
                "Proxy addresses": f"SMTP:{p.user}+smtp:alias{n}@example.net",
                "Strong password required": "True",
                "Usage location": "DE",
                "User principal name": p.user,
                "When created": "2021-03-04 05:06:07Z",
                "externalId": p.number,
                "workspaces": p.workspaces(),
            }
            for n, p in enumerate(TWELVE)
        ],
    )
    (out / "m365.csv").write_bytes(text(rows).encode("utf-8-sig"))


def google(out):
    header = (
        "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],"
        "Password Hash Function [UPLOAD ONLY],Org Unit Path [Required],New Primary Email [UPLOAD ONLY],Status [READ ONLY],"
        "Last Sign In [READ ONLY],Recovery Email,Home Secondary Email,Work Secondary Email,"
        "Recovery Phone [MUST BE IN THE E.164 FORMAT],Work Phone,Home Phone,Mobile Phone,Work Address,Home Address,Employee ID,"
        "Employee Type,Employee Title,Manager Email,Department,Cost Center,2sv Enrolled [READ ONLY],2sv Enforced [READ ONLY],"
        "Building ID,Floor Name,Floor Section,Email Usage [READ ONLY],Drive Usage [READ ONLY],Total Storage [READ ONLY],"
        "Change Password at Next Sign-In,New Status [UPLOAD ONLY],New Licenses [UPLOAD ONLY],"
        "Advanced Protection Program enrollment,workspaces"
    )
    rows = table(
        header,
        *[
            {
                "First Name [Required]": p.given,
                "Last Name [Required]": p.family,
                "Email Address [Required]": p.user,
                "Password [Required]": "****",
                "Org Unit Path [Required]": "/Finance",
                "Status [READ ONLY]": "Active" if p.active else "Suspended",
                "Last Sign In [READ ONLY]": "2026/11/02 08:05:00",
                "Recovery Email": f"private{n}@example.net",
                "Work Phone": f"+44 20 7946 00{n:02}",
                "Employee ID": p.number,
                "Manager Email": "ada.lovelace@example.com",
                "2sv Enrolled [READ ONLY]": "TRUE",
                "Email Usage [READ ONLY]": "0.1GB",
                "Advanced Protection Program enrollment": "False",
                "workspaces": p.workspaces(),
            }
            for n, p in enumerate(TWELVE)
        ],
    )
    (out / "google.csv").write_bytes(text(rows, end="\n").encode())


def anaplan(out, office):
    """Administration's bulk CSV, and a model's list of users in which some have two roles and so two rows."""
    rows = table(
        "username,first_name,last_name,licenses,externalId,active,workspaces",
        *[
            {
                "username": p.user,
                "first_name": p.given,
                "last_name": p.family,
                "licenses": "Enterprise",
                "externalId": p.number,
                "active": p.yes,
                "workspaces": p.workspaces(),
            }
            for p in TWELVE
        ],
    )
    (out / "anaplan-bulk.csv").write_bytes(text(rows).encode())

    def model(key, more):
        """A model's users; more says what a row holds that only adds a role to the person above."""
        rows = []
        for p in TWELVE:
            first = {
                key: p.user,
                "First Name": p.given,
                "Last Name": p.family,
                "Single Sign-on": "true",
                "Workspace Administrator": "false",
                "Model Role": "Planner",
                "externalId": p.number,
                "active": p.yes,
                "workspaces": p.workspaces(),
            }
            rows.append(first)
            if len(p.has or []) == 2:
                rows.append({header: first[header] for header in first if more(header)} | {"Model Role": "Reviewer"})
        header = key + ",First Name,Last Name,Single Sign-on,Workspace Administrator,Model Role,externalId,active,workspaces"
        return table(header, *rows)

    (out / "anaplan-model.csv").write_bytes(text(model("Email Address", lambda header: True)).encode())
    office.book(model("User ID", lambda header: False), "Users").save(out / "anaplan-model-user-id.xlsx", XLSX)


def workday(out, office):
    """A custom report: its name and filters above the header, dates as dates, names by law and as preferred."""
    header = (
        "Employee ID,Worker,Legal First Name,Legal Last Name,Preferred First Name,Work Email,Worker Type,Worker Status,"
        "Hire Date,Termination Date,Manager,Cost Center,Location,Workspaces"
    )
    day = lambda y, m, d: Shown((datetime.date(y, m, d) - datetime.date(1899, 12, 30)).days, "MM/DD/YYYY")
    rows = table(
        header,
        *[
            {
                "Employee ID": p.number,
                "Worker": f"{p.full} ({p.number})",
                "Legal First Name": p.given,
                "Legal Last Name": p.family,
                "Preferred First Name": p.given[:3],
                "Work Email": p.user,
                "Worker Type": "Employee",
                "Worker Status": "Active" if p.active else "Terminated",
                "Hire Date": day(2015 + n % 8, 1 + n, 2 + n),
                "Termination Date": "" if p.active else day(2026, 10, 2),
                "Manager": "Ada Lovelace (00017)",
                "Cost Center": "CC-0420 Finance",
                "Location": "Dublin",
                "Workspaces": p.workspaces(),
            }
            for n, p in enumerate(TWELVE)
        ],
    )
    office.book([["Worker Roster – Anaplan"], ["Effective as of", day(2026, 11, 3)], []] + rows, "Worker Roster").merge(
        "A1:C1"
    ).save(out / "workday.xlsx", XLSX)


def make(out, office, scratch):
    okta(out)
    entra_downloads(out)
    entra_template(out)
    active_directory(out)
    microsoft365(out)
    google(out)
    anaplan(out, office)
    workday(out, office)
