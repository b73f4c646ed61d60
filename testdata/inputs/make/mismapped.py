"""Mappings that do not fit, and names that no rule can split; the mapping files beside them are written by hand."""

from texts import write


def make(out, office, scratch):
    names = ["Ada Lovelace", "O'Neill, Máire", "Karl von Groß", "Suharto", "Lovelace, Ada, Countess", "  Zoë   Müller "]
    rows = [["Name", "Email"]] + [[name, f"person{n}@example.com"] for n, name in enumerate(names, 1)]
    write(out, "names-to-split.csv", rows, arguments="--mapping names-to-split.yaml")
    rows = [["Contact", "Number", "Country", "Stage"]]
    rows += [[f"person{n}@example.com", f"{n:05}", country, "live"] for n, country in enumerate(["DE", "FR", "", "de"], 1)]
    write(out, "mapping-that-does-not-fit.csv", rows, arguments="--mapping mapping-that-does-not-fit.yaml")
    write(out, "constants-and-rows-passed-over.csv", rows, arguments="--mapping constants-and-rows-passed-over.yaml")
    rows = [["login", "firstName", "lastName", "email"], ["ada@example.com", "Ada", "Lovelace", "private@example.net"]]
    write(out, "preset-that-does-not-fit.csv", rows, arguments="--mapping m365")
