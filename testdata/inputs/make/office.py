"""LibreOffice, driven through UNO: spreadsheets made and saved by the program itself."""

import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet import TableFilterField2
from com.sun.star.table import BorderLine2

XLSX, XLSM, XLTX = "Calc MS Excel 2007 XML", "Calc MS Excel 2007 VBA XML", "Calc MS Excel 2007 XML Template"
XLS, ODS, PDF, HTML = "MS Excel 97", "calc8", "calc_pdf_Export", "HTML (StarCalc)"
SPREADSHEETML = "MS Excel 2003 XML"
CSV = "Text - txt - csv (StarCalc)"

# The numbers by which its CSV filter knows encodings.
UTF8, UTF16, WINDOWS_1252 = 76, 65535, 1
EQUAL = 2  # of com.sun.star.sheet.FilterOperator2


class Formula(str):
    """A cell's formula, in the program's own English."""


class Shown(float):
    """A number that a format shows otherwise than it is."""

    def __new__(cls, value, pattern):
        shown = super().__new__(cls, value)
        shown.pattern = pattern
        return shown


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class Office:
    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory()
        pipe = "corpus" + uuid.uuid4().hex
        self.program = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--invisible",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation=file://{self.profile.name}",
                f"--accept=pipe,name={pipe};urp;",
            ]
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for attempt in range(120):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                time.sleep(0.5)
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        return self

    def __exit__(self, *problem):
        try:
            self.desktop.terminate()
        except uno.RuntimeException:
            pass  # it hangs up before it answers
        self.program.wait()
        self.profile.cleanup()

    def book(self, rows, sheet="Sheet1"):
        document = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
        book = Book(document)
        book.first(sheet, rows)
        return book


class Book:
    def __init__(self, document):
        self.document = document

    def first(self, name, rows):
        self.sheet = self.document.Sheets.getByIndex(0)
        self.sheet.Name = name
        self.fill(rows)

    def add(self, name, rows, hidden=False):
        """Another sheet behind the others, which what follows is about."""
        sheets = self.document.Sheets
        sheets.insertNewByName(name, sheets.Count)
        self.sheet = sheets.getByName(name)
        self.fill(rows)
        self.sheet.IsVisible = not hidden
        return self

    def on(self, name):
        self.sheet = self.document.Sheets.getByName(name)
        return self

    def fill(self, rows):
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                self.put(r, c, value)
        return self

    def put(self, row, column, value):
        cell = self.sheet.getCellByPosition(column, row)
        if isinstance(value, Formula):
            cell.Formula = value
        elif isinstance(value, bool):
            cell.Formula = "=TRUE()" if value else "=FALSE()"
        elif isinstance(value, Shown):
            cell.Value = float(value)
            cell.NumberFormat = self.format(value.pattern)
        elif isinstance(value, (int, float)):
            cell.Value = float(value)
        elif value is not None:
            cell.String = value

    def format(self, pattern):
        formats, locale = self.document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
        key = formats.queryKey(pattern, locale, False)
        return key if key >= 0 else formats.addNew(pattern, locale)

    def cells(self, where):
        return self.sheet.getCellRangeByName(where)

    def merge(self, where):
        self.cells(where).merge(True)
        return self

    def hide_rows(self, *numbers):
        for number in numbers:
            self.sheet.Rows.getByIndex(number - 1).IsVisible = False
        return self

    def hide_column(self, letter):
        self.sheet.Columns.getByName(letter).IsVisible = False
        return self

    def filter(self, where, column, value, table=None):
        """An autofilter, or with a name a table, that shows the rows with a value in a column, counted from 0."""
        address = self.cells(where).RangeAddress
        if table:
            self.document.DatabaseRanges.addNewByName(table, address)
            area = self.document.DatabaseRanges.getByName(table)
        else:
            ranges = self.document.getPropertyValue("UnnamedDatabaseRanges")
            ranges.setByTable(address)
            area = ranges.getByTable(address.Sheet)
        area.AutoFilter = True
        descriptor = area.FilterDescriptor
        descriptor.ContainsHeader = True
        field = TableFilterField2()
        field.Field, field.Operator, field.StringValue = column, EQUAL, value
        descriptor.setFilterFields2((field,))
        area.refresh()
        return self

    def colour(self, where, colour):
        self.cells(where).CellBackColor = colour
        return self

    def bold(self, where, height=None):
        cells = self.cells(where)
        cells.CharWeight = 150
        if height:
            cells.CharHeight = height
        return self

    def border(self, where):
        line = BorderLine2(OuterLineWidth=20, LineWidth=20)
        cells = self.cells(where)
        cells.TopBorder = cells.BottomBorder = cells.LeftBorder = cells.RightBorder = line
        return self

    def note(self, where, text):
        address = self.cells(where).getCellByPosition(0, 0).CellAddress
        self.sheet.Annotations.insertNew(address, text)
        return self

    def save(self, path, kind, **more):
        self.document.storeToURL(Path(path).absolute().as_uri(), properties(FilterName=kind, **more))
        self.document.close(True)

    def encrypt(self, path, password):
        """As Excel does it: the workbook as a stream EncryptedPackage of an OLE2 container."""
        secret = (NamedValue("OOXPassword", password), NamedValue("CryptoType", "StrongEncryptionDataSpace"))
        self.save(path, XLSX, EncryptionData=uno.Any("[]com.sun.star.beans.NamedValue", secret))

    def csv(self, path, encoding=UTF8, delimiter=",", quote_all=False):
        """As its dialog Export Text File does it, cells saved as they are shown."""
        options = [
            str(ord(delimiter)),
            "34",
            str(encoding),
            "1",
            "",
            "0",
            str(quote_all).lower(),
            "true",
            "false",
            "false",
            "false",
            "0",
        ]
        self.save(path, CSV, FilterOptions=",".join(options))
