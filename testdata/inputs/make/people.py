"""The twelve people whom every file under twelve/ is about, and the workspaces of their tenant.

They are chosen for what goes wrong with names, addresses and numbers, within the letters of Windows-1252,
so that every encoding can hold them. None of them exists.
"""

from dataclasses import dataclass

FINANCE, EMEA, SALES = "Finance", "EMEA", "Sales Planning"
DEMAND = "Demand, Supply & Inventory"
CAPEX = "Capex € 2026"

# name and id; two workspaces are named Sales, and Retired is not active.
WORKSPACES = [
    (FINANCE, "8a81b08e4f6d2b43014f6e11af2f3601"),
    (EMEA, "8a81b08e4f6d2b43014f6e11af2f3602"),
    (SALES, "8a81b08e4f6d2b43014f6e11af2f3603"),
    (DEMAND, "8a81b08e4f6d2b43014f6e11af2f3604"),
    (CAPEX, "8a81b08e4f6d2b43014f6e11af2f3605"),
    ("Sales", "8a81b08e4f6d2b43014f6e11af2f3606"),
    ("Sales", "8a81b08e4f6d2b43014f6e11af2f3607"),
    ("Retired", "8a81b08e4f6d2b43014f6e11af2f3608"),
    ('Big "X" Deals; 2026', "8a81b08e4f6d2b43014f6e11af2f3609"),
] + [(f"Team {n:02}", f"8a81b08e4f6d2b43014f6e11af2f37{n:02}") for n in range(1, 61)]

ID = dict(reversed(WORKSPACES))

# Those that the twelve people are about: the columns of a matrix.
OURS = [FINANCE, EMEA, SALES, DEMAND, CAPEX]


@dataclass(frozen=True)
class Person:
    user: str
    number: str  # externalId; empty where it is left alone
    given: str
    family: str
    active: bool
    has: tuple = None  # names; () takes all away, None leaves them alone

    @property
    def full(self):
        return f"{self.given} {self.family}"

    @property
    def yes(self):
        return "yes" if self.active else "no"

    def workspaces(self, separator="; "):
        """What a cell says that lists workspaces."""
        if self.has is None:
            return ""
        return separator.join(self.has) or "<none>"

    def ids(self, separator=", "):
        if self.has is None:
            return ""
        return separator.join(ID[name] for name in self.has) or "<none>"

    def mark(self, workspace, yes="x", no="no"):
        """What a cell says below a workspace. Blank says no where another cell of the row says anything."""
        if self.has is None:
            return ""
        if workspace in self.has:
            return yes
        return "" if self.has else no


# 60 characters, the most that Anaplan takes.
LONGEST = "maximiliane.von-der-schulenburg-wolfsburg@people.example.com"

TWELVE = [
    Person("ada.lovelace@example.com", "00017", "Ada", "Lovelace", True, (FINANCE,)),
    Person("zoe.mueller@example.com", "00042", "Zoë", "Müller", True, (EMEA, FINANCE, DEMAND)),
    Person("m.o'neill@example.com", "00108", "Máire", "O'Neill", True, (SALES,)),
    Person("jean-luc.saint-exupery@example.com", "01066", "Jean-Luc", "de Saint-Exupéry", True, (FINANCE, SALES)),
    Person("soren.ostergard@example.org", "00305", "Søren", "Østergård", True, (DEMAND,)),
    Person("ines+anaplan@example.com", "04711", "Inês", "Gonçalves", True, (CAPEX,)),
    Person(LONGEST, "09001", "Maximiliane", "von der Schulenburg-Wolfsburg", True, (FINANCE, EMEA)),
    Person("francois.lefevre@example.com", "00007", "François", "Lefèvre", False, ()),
    Person("joao.silva@example.com", "00815", "João", "Silva", True, None),
    Person("gerard.thooft@example.com", "E-104", "Gerard", "'t Hooft", True, (EMEA, CAPEX)),
    Person("zan.skoda@example.com", "00222", "Žan", "Škoda", False, (FINANCE,)),
    Person("Karl.Gross@Example.com", "", "Karl", "Groß", True, (DEMAND, SALES)),
]
