"""Works on reviewers' workbooks in LibreOffice as a person would, one after the other, and saves them.

Usage: reviewer.py SOFFICE PROFILE < jobs
The jobs are JSON: [{"Workbook": path, "Steps": Python, "Targets": [path, ...]}, ...]. In the steps, sheet is the sheet
Review, and enter, column, sort, filtered and last are below. The ending of a target says what it is saved as; each is
made from the one before.
"""
import json, os, subprocess, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import TableSortField
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL

soffice, profile = sys.argv[1:]
pipe = "reviewer%d" % time.time_ns()
office = subprocess.Popen([soffice, "--headless", "--norestore", "--nologo", "-env:UserInstallation=" + uno.systemPathToFileUrl(profile),
                           "--accept=pipe,name=%s;urp;" % pipe])


def connected():
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while office.poll() is None:
        try:
            return resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except NoConnectException:
            time.sleep(0.1)
    sys.exit("LibreOffice ended before it could be reached")


def value(name, content):
    return PropertyValue(Name=name, Value=content)


def enter(cell, text):
    sheet.getCellRangeByName(cell).String = text


def column(header):
    return next(i for i in range(50) if sheet.getCellByPosition(i, 0).String == header)


def last():
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress


def table(first):
    return sheet.getCellRangeByPosition(0, first, last().EndColumn, last().EndRow)


def sort(header):
    field = TableSortField(Field=column(header), IsAscending=False)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    uno.invoke(table(1), "sort", ((value("SortFields", fields), value("ContainsHeader", False)),))


def filtered(header, text):
    chosen = table(0).createFilterDescriptor(True)
    chosen.ContainsHeader = True
    chosen.setFilterFields((TableFilterField(Field=column(header), IsNumeric=False, StringValue=text, Operator=EQUAL),))
    table(0).filter(chosen)


# Text: everything as it is shown, of the second sheet; 76 is the code of UTF-8, 1 that of Windows-1252.
filters = {"xlsx": ("Calc MS Excel 2007 XML", ""), "ods": ("calc8", ""), "csv": ("Text - txt - csv (StarCalc)", "44,34,76,1,,0,false,true,false,false,false,2"),
           "txt": ("Text - txt - csv (StarCalc)", "59,34,1,1,,0,false,true,false,false,false,2")}

try:
    context = connected()
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    for job in json.load(sys.stdin):
        workbook = job["Workbook"]
        for turn, path in enumerate(job["Targets"]):
            document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(workbook), "_blank", 0, (value("Hidden", True),))
            sheet = document.Sheets.getByName("Review")
            if turn == 0:
                exec(job["Steps"])
            name, options = filters[path.rsplit(".", 1)[1]]
            document.storeToURL(uno.systemPathToFileUrl(path), (value("FilterName", name), value("FilterOptions", options)))
            document.close(True)
            beside = path.replace(".", "-Review.")  # LibreOffice adds the name of a sheet that was asked for
            if os.path.exists(beside):
                os.rename(beside, path)
            workbook = path
finally:
    office.terminate()
    office.wait()
