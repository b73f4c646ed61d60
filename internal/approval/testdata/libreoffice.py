"""Edits a workbook in LibreOffice as a person would, and saves it as .xlsx.

Usage: libreoffice.py SOFFICE PROFILE WORKBOOK TARGET < steps
The steps are Python; sheet is the sheet Changes, and enter, column, sort and filtered are below.
"""
import subprocess, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import TableSortField
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL

soffice, profile, workbook, target = sys.argv[1:]
pipe = "scimsheet%d" % time.time_ns()
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


def sort(area, header):
    field = TableSortField(Field=column(header), IsAscending=True)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    uno.invoke(sheet.getCellRangeByName(area), "sort", ((value("SortFields", fields), value("ContainsHeader", False)),))


def filtered(area, header, text):
    table = sheet.getCellRangeByName(area)
    chosen = table.createFilterDescriptor(True)
    chosen.ContainsHeader = True
    chosen.setFilterFields((TableFilterField(Field=column(header), IsNumeric=False, StringValue=text, Operator=EQUAL),))
    table.filter(chosen)


try:
    context = connected()
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(workbook), "_blank", 0, (value("Hidden", True),))
    sheet = document.Sheets.getByName("Changes")
    exec(sys.stdin.read())
    document.storeToURL(uno.systemPathToFileUrl(target), (value("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
finally:
    office.terminate()
    office.wait()
