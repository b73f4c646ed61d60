package finding

// The codes. Their severities and help texts are in the table below.
const (
	UnreadableTable      Code = "unreadableTable"
	EmptyTable           Code = "emptyTable"
	NoKeyColumn          Code = "noKeyColumn"
	UnknownHeader        Code = "unknownHeader"
	DuplicateHeader      Code = "duplicateHeader"
	CarriedThrough       Code = "carriedThrough"
	BadWorkspacesSheet   Code = "badWorkspacesSheet"
	RenamedWorkspace     Code = "renamedWorkspace"
	RetrySheetRead       Code = "retrySheetRead"
	MissingKey           Code = "missingKey"
	BadUserName          Code = "badUserName"
	LongUserName         Code = "longUserName"
	UnderscoreUserName   Code = "underscoreUserName"
	GuestAccount         Code = "guestAccount"
	BadID                Code = "badId"
	DuplicateRow         Code = "duplicateRow"
	ContradictingRows    Code = "contradictingRows"
	HeldBackWithOther    Code = "heldBackWithOther"
	ExternalIDTwice      Code = "externalIdTwice"
	BadBoolean           Code = "badBoolean"
	BadAction            Code = "badAction"
	ContradictingAction  Code = "contradictingAction"
	NoneNotAllowed       Code = "noneNotAllowed"
	BlankWorkspaces      Code = "blankWorkspaces"
	BeyondHeader         Code = "beyondHeader"
	BadWorkspaceList     Code = "badWorkspaceList"
	BadMark              Code = "badMark"
	UnknownWorkspace     Code = "unknownWorkspace"
	UnlistedWorkspace    Code = "unlistedWorkspace"
	AmbiguousWorkspace   Code = "ambiguousWorkspace"
	InactiveWorkspace    Code = "inactiveWorkspace"
	ContradictingColumns Code = "contradictingColumns"
	ManyWorkspaces       Code = "manyWorkspaces"
	NamesMissing         Code = "namesMissing"
	ErrorCell            Code = "errorCell"
	NoCachedValue        Code = "noCachedValue"
	RoundedNumber        Code = "roundedNumber"
	DateInID             Code = "dateInId"
	Cleaned              Code = "cleaned"
	HiddenRows           Code = "hiddenRows"
	ExampleRow           Code = "exampleRow"
	MappingMismatch      Code = "mappingMismatch"
	WrongLayout          Code = "wrongLayout"
	UnsplitName          Code = "unsplitName"
	StatusLeftAlone      Code = "statusLeftAlone"
	NotAPerson           Code = "notAPerson"
	PassedOver           Code = "passedOver"
	SheetsNotRead        Code = "sheetsNotRead"
	OpenLists            Code = "openLists"
	HiddenColumns        Code = "hiddenColumns"
	MergedCells          Code = "mergedCells"
	MixedScripts         Code = "mixedScripts"
	SecretColumn         Code = "secretColumn"
	LeadingZeros         Code = "leadingZeros"
	BrokenText           Code = "brokenText"
	LostLetters          Code = "lostLetters"
	FormulaText          Code = "formulaText"
	ContradictingGroups  Code = "contradictingGroups"
	StaffKey             Code = "staffKey"
	StaffRows            Code = "staffRows"
	StaffStatus          Code = "staffStatus"
	StaffDate            Code = "staffDate"
	StaffDateOrder       Code = "staffDateOrder"
	ManagerTwice         Code = "managerTwice"
	ManagerUnclear       Code = "managerUnclear"
	ManagerAbsent        Code = "managerAbsent"
	ManagerCircle        Code = "managerCircle"
	OwnerTwice           Code = "ownerTwice"
	OwnerUnclear         Code = "ownerUnclear"
	NoManager            Code = "noManager"
	NoOwner              Code = "noOwner"
	NoReviewer           Code = "noReviewer"
	FallbackLeft         Code = "fallbackLeft"
	ReviewerNoAccount    Code = "reviewerNoAccount"
	ReviewEachOther      Code = "reviewEachOther"
)

var table = []About{
	{UnreadableTable, Error, "cannot be read as a table",
		"The file or sheet is damaged, cut short, protected with a password or of a kind that is not read. Nothing of it is used: half a list would look like a complete one.",
		"Save it again as .xlsx or as \"CSV UTF-8\", without a password, and give the new file."},
	{EmptyTable, Error, "no rows of people",
		"The sheet is empty, or holds a header and nothing below it. It is refused rather than taken for a list of nobody, because people who are in no row can be deactivated.",
		"Check that the right file and sheet were given (--sheet), and that the rows were not filtered out when it was exported."},
	{NoKeyColumn, Error, "no column tells who the rows are about",
		"Every row needs a key: userName (the e-mail address people sign in with), id (Anaplan's), or with --match externalId the externalId. No header means one of them.",
		"Head the column of e-mail addresses userName."},
	{UnknownHeader, Warning, "a header looks misspelt",
		"The header is nearly, but not quite, one of those that are read, or names a workspace that nobody knows. The column is only carried through to the results, so what it says has no effect.",
		"Correct the header as suggested; if the column is meant to be carried through, nothing needs to be done."},
	{DuplicateHeader, Warning, "two columns mean the same",
		"Two headers mean the same column. Both are read; where both are filled they have to agree, and a row in which they differ is an error.",
		"Delete or rename one of the two columns."},
	{CarriedThrough, Note, "a column is not used",
		"The column could have been read, but another one says the same with more authority, it is headed like a workspace and holds no marks, or it holds marks and no list of workspaces is at hand to tell whether they are about one. It is carried through to the results and has no effect.",
		"If this column is the right one, rename the other."},
	{BadWorkspacesSheet, Warning, "the Workspaces sheet has a flaw",
		"A sheet named Workspaces lists workspaces by id and name. This one lacks one of the two columns, or a row of it cannot be used.",
		"Give it the headers id and name, with one workspace a row."},
	{RenamedWorkspace, Warning, "the input calls a workspace otherwise than the tenant",
		"A sheet named Workspaces gives a workspace's id a name that is not the tenant's. Rows that use the name mean the workspace of that id; reports, and what is written, go by the tenant's own name.",
		"Correct the id or the name on the sheet, or delete its row, unless it is just an older name of the same workspace."},
	{RetrySheetRead, Note, "a Retry sheet is read",
		"The input is a results workbook: its Retry sheet holds the people for whom something was not applied. As it lists only them, nobody is deactivated for being absent from it.",
		"Nothing, if that is what you meant. Otherwise choose the sheet with --sheet."},
	{MissingKey, Error, "a row without a key",
		"The row names nobody: its userName is blank, and so is its id. While the key of any row cannot be read, nobody is deactivated for being absent.",
		"Fill in the e-mail address, or delete the row if it is a total or a remark."},
	{BadUserName, Error, "not an e-mail address",
		"Anaplan's userName is an e-mail address. This one has no @, or has a blank, a comma or another character that no address has.",
		"Correct the address; the message says what is wrong with it."},
	{LongUserName, Error, "a userName of more than 60 characters",
		"Anaplan takes e-mail addresses of at most 60 characters.",
		"Use a shorter address for this person."},
	{UnderscoreUserName, Error, "a userName with an underscore at an end",
		"Anaplan takes no e-mail address that starts or ends with an underscore.",
		"Correct the address; the underscore is often left over from marking the row."},
	{GuestAccount, Error, "a guest of a directory",
		"A user principal name with #EXT# belongs to a guest of a Microsoft Entra directory. It is no address, and visiting users are not in Anaplan's SCIM.",
		"Use the e-mail address the person signs in to Anaplan with, or delete the row."},
	{BadID, Error, "not an id of Anaplan",
		"The column id holds Anaplan's own id of a user, 32 hexadecimal digits. An employee number belongs into externalId.",
		"Correct the id, leave it blank, or rename the column to externalId."},
	{DuplicateRow, Warning, "a person twice",
		"Two rows name the same person and agree in everything they say (userNames are compared without case). They count as one.",
		"Delete one of the rows."},
	{ContradictingRows, Error, "rows of one person disagree",
		"Two rows name the same person and say different things. Which one is right cannot be known, so all rows of that person are held back.",
		"Correct or delete the rows that are wrong. For one workspace a row, head that column workspace."},
	{HeldBackWithOther, Note, "held back with another row",
		"Another row of the same person has an error. A person is taken as a whole or not at all, so this row is not applied either.",
		"Correct the other row."},
	{ExternalIDTwice, Warning, "one externalId for two people",
		"Two people have the same externalId. Anaplan takes it, but the id in the system of record then no longer tells them apart.",
		"Correct one of the two, unless one person has two accounts."},
	{BadBoolean, Error, "neither yes nor no",
		"The column active takes yes or no, true or false, 1 or 0, active or inactive, enabled or disabled. Blank leaves the user as they are.",
		"Use one of these words."},
	{BadAction, Error, "an unknown action",
		"The column action is blank or one of keep, skip, create, update, deactivate, reactivate.",
		"Use one of these words, or leave the cell blank to bring the user to the state of the row."},
	{ContradictingAction, Error, "the action contradicts the row",
		"The action asks for something the rest of the row rules out: deactivate with active yes, reactivate with active no, or create with the id of a user who exists.",
		"Correct the action or the other cell."},
	{NoneNotAllowed, Error, "<none> where nothing can be cleared",
		"<none> clears an externalId, or takes all workspaces away. Other columns cannot be emptied.",
		"Leave the cell blank to leave the attribute as it is."},
	{BadWorkspaceList, Error, "a list of workspaces that cannot be read",
		"The cell opens a double quote and does not close it, holds separators only, or mixes <none> with workspaces.",
		"Separate workspaces with semicolons, commas or line breaks; put a name that holds one of these into double quotes."},
	{BlankWorkspaces, Note, "blank cells in a column of workspaces",
		"Some rows name workspaces and others leave the cell blank. Blank changes nothing: those people keep what they have.",
		"Where somebody is to lose all workspaces, write <none>."},
	{BeyondHeader, Error, "more fields than the header has columns",
		"A line of a CSV file goes on after the last column of the header. Most often a text with a comma was not put into double quotes, and everything behind it has moved to the wrong column.",
		"Put the text that holds the separator into double quotes, or save the file again from a spreadsheet program."},
	{BadMark, Error, "neither a mark nor blank",
		"In a column headed by a workspace, x, ✓, yes, 1 or true means that the person has it; blank, no, 0 or false that they have not. A cross (✗) is refused: some people mean yes by it and others no.",
		"Use x or yes, or leave the cell blank."},
	{UnknownWorkspace, Error, "an unknown workspace",
		"No workspace of this tenant has that name or id, as far as the caller can see. The nearest names are given with their ids.",
		"Correct the name, use the id, or list the workspace on a sheet named Workspaces. --allow-unknown-workspaces takes ids that nobody has seen."},
	{UnlistedWorkspace, Warning, "not on the list of workspaces",
		"The list of workspaces at hand does not have this name or id. Only plan, which asks the tenant, knows for sure.",
		"Correct the name if it is misspelt; the nearest ones are given."},
	{AmbiguousWorkspace, Error, "a name that several workspaces have",
		"Names of workspaces need not be unique, and this one is not.",
		"Use the id of the one that is meant; the message lists them."},
	{InactiveWorkspace, Error, "an inactive workspace",
		"The workspace is not active, and the person does not hold it already. Giving it would have no use.",
		"Remove it from the row, or have the workspace activated first."},
	{ContradictingColumns, Error, "two cells of a row disagree",
		"Two columns that mean the same differ in this row: two columns with one meaning, or workspaces by id and by name.",
		"Correct one of the cells or leave it blank."},
	{ManyWorkspaces, Warning, "more than 50 workspaces",
		"Anaplan takes 50 workspaces in one write. A new user can be given the rest in further writes; for an existing user that is only safe where adding is known to append, and is blocked otherwise.",
		"Nothing, if the number is right; the dry run says what will happen."},
	{NamesMissing, Warning, "a new user without a name",
		"The row creates a user and gives no first or no last name. Anaplan then shows the e-mail address in their place.",
		"Fill in givenName and familyName."},
	{ErrorCell, Error, "an error in a cell",
		"The cell holds an error of the spreadsheet program, such as #N/A or #REF!, where a value is needed; in CSV, or where only text was copied, the error is text. Cells full of # were in a column too narrow to show their value.",
		"Correct the formula, or replace it by its value."},
	{NoCachedValue, Error, "a formula without a value",
		"The workbook was saved by a program that does not calculate, so that the formula's value is not in it. Formulas are not calculated here.",
		"Open the workbook in a spreadsheet program and save it again, or replace the formula by its value."},
	{RoundedNumber, Error, "a number that has lost digits",
		"The cell holds a number of more than 15 digits, or one in scientific notation. The spreadsheet program has already rounded it, so the id that was meant is gone.",
		"Format the column as text and enter or import the id again."},
	{DateInID, Error, "a date where an id is expected",
		"The spreadsheet program has taken an id for a date. In CSV a text that is written like a date counts as one, because that is what such a program leaves of an id like 1-2-3 or MAR12.",
		"Format the column as text and enter or import the id again. An id that really reads like a date can be given in a workbook, as text."},
	{Cleaned, Note, "cells were cleaned",
		"Cells of this column had blanks around them, characters that nobody can see or letters in another Unicode form; or addresses with brackets, quotes, a link or a name around them; or workspaces in a word processor's quotes and dashes; or words such as n/a and -, which count as blank. The message says which, how many and where the first is. Nothing was changed that could mean something else.",
		"Nothing, if blank is what n/a was to mean: blank leaves everything as it is, and <none> clears an externalId or takes all workspaces away."},
	{HiddenRows, Note, "hidden rows are read",
		"Rows that are hidden or filtered out count like any other.",
		"Delete rows that are not meant."},
	{ExampleRow, Note, "an example row is passed over",
		"A row whose first filled cell starts with Example: belongs to a template. It is never a person.",
		"Nothing needs to be done."},
	{MappingMismatch, Error, "the mapping does not fit the table",
		"The mapping names a header that the table does not have. What it should have said about the people would silently be missing, so nothing of the table is used.",
		"Correct the header in the mapping or in the table; scimsheet mapping show prints what maps to what."},
	{WrongLayout, Error, "the table has another layout",
		"--layout asked for a layout that the table does not have: long needs a column workspace, matrix columns headed by workspaces, wide neither.",
		"Leave --layout out to have it found out, or correct the headers."},
	{UnsplitName, Error, "a name that cannot be split",
		"The mapping splits one column into given and family name. This name has neither a comma nor exactly two words, so where the family name begins cannot be known.",
		"Write it as \"family name, given name\", or give the sheet two columns."},
	{StatusLeftAlone, Note, "a status that says neither yes nor no",
		"The status means that somebody is still there but not at work, or not there yet, such as on leave or staged. It leaves active alone.",
		"Nothing, if that is right. Otherwise write yes or no, or say it under booleans in a mapping file."},
	{NotAPerson, Warning, "a total, a remark or the header again",
		"The row has no key and reads like a total, or like a remark below the last person, or it repeats the header. It is not taken for a person and has no outcome.",
		"Nothing, if it is not a person. Otherwise fill in the e-mail address."},
	{PassedOver, Note, "rows are passed over, as asked",
		"--skip-hidden or the mapping's skipRowsWhere keeps these rows out. Nothing is done to the people in them; they count as listed, so nobody is deactivated for being absent.",
		"Nothing needs to be done."},
	{SheetsNotRead, Warning, "other sheets are not read",
		"The workbook has further visible sheets that look like people; only the first one is read unless --sheet says otherwise. Or --sheet '*' came upon a sheet without a column for a key, such as instructions, and passed it over. With --absent deactivate that is refused: people on a sheet that is not read would count as absent.",
		"Choose sheets with --sheet, which may be repeated; --sheet '*' reads every visible one."},
	{OpenLists, Warning, "lists of workspaces that may lack a row",
		"With one workspace a row, a person's rows together are the list of their workspaces. A row of this table names a workspace but nobody for sure, so anybody's list may lack it: the listed workspaces are given, and none is taken from anybody by lists of this kind. The same goes for a Retry sheet, which has only the rows that were left over.",
		"Correct the e-mail addresses of those rows and plan again; of a Retry sheet, correct the list itself where workspaces are to be taken."},
	{HiddenColumns, Note, "hidden columns are read",
		"Columns that are hidden count like any other, so they may say something that nobody sees.",
		"Delete columns that are not meant, or leave them out with --skip-hidden."},
	{MergedCells, Note, "merged cells",
		"A merged area stores its value once. It is read as if each of its rows held the value, as a person reads it.",
		"Nothing, if that is meant. Otherwise split the cells again."},
	{SecretColumn, Note, "a column of passwords",
		"The header says that the column holds passwords or other secrets, as the templates of some systems do. Its cells are left out of every file that is written, the results among them.",
		"Delete the column before you send the file on."},
	{MixedScripts, Warning, "letters of two scripts in one address",
		"The address mixes Latin letters with letters of another script that may look the same, as in a forged or mistyped address. Computers take them for different addresses.",
		"Type the address again. If it is right, nothing needs to be done."},
	{LeadingZeros, Warning, "ids that may have lost their leading zeros",
		"Some ids are shorter than the others, which begin with zeros. A spreadsheet program drops leading zeros when it takes an id for a number. Ids that end with .0 were numbers in another program.",
		"Compare the ids with the system of record. Format the column as text before the ids are entered or imported."},
	{BrokenText, Error, "text with broken characters",
		"The text holds the sign that stands for a letter which could not be read. The file was converted with a wrong encoding before it came here, and the letter is lost.",
		"Export the file again as CSV UTF-8 or .xlsx; do not mend it by hand unless you know the letter."},
	{LostLetters, Warning, "letters that a wrong encoding has spoilt",
		"A name holds question marks, which programs write for letters that an old encoding lacks, or two signs for one letter, as when \"Müller\" has become \"MÃ¼ller\". It is taken as it stands.",
		"Save the file again as CSV UTF-8 or .xlsx. If the name is right, nothing needs to be done."},
	{FormulaText, Warning, "text that reads like a formula",
		"A cell of a CSV file begins with an equals sign. Somebody saved formulas in place of their values, or means a spreadsheet program to run it. It is taken as text, letter by letter: nothing is calculated or opened.",
		"Save the file again with values; if the text is right, nothing needs to be done."},
	{ContradictingGroups, Note, "somebody is in two groups",
		"Reports and approval files are grouped by a column of the input, such as the department. Rows of one person say different things in it. The first row that says something counts; nothing else depends on it.",
		"Correct the rows if the person belongs to the other group, or approvals to another approver."},
	{StaffKey, Warning, "a row of HR's list that leads to nobody",
		"The row has neither an address nor an employee id, or one that other people have too. Accounts are found by userName, then by externalId, so whoever the row is about looks like somebody HR does not know.",
		"Fill in the e-mail address or the employee id, or correct the id."},
	{StaffRows, Warning, "HR's list says two things about one person",
		"Several rows are about one person and differ. One that says that the person is there counts before one that says they have left; otherwise the first row counts.",
		"Correct or delete the row that is wrong."},
	{StaffStatus, Warning, "an employment status to look at",
		"The status is a word that is not known, which by itself makes nobody a leaver; or it says that somebody is there whose last day is over.",
		"Write Active, On leave or Terminated, or correct the last day."},
	{StaffDate, Warning, "a last day that cannot be read for sure",
		"The cell holds no date, or one that can be read in two ways, such as 10/02/2026. The status decides who has left; without one the later day counts, and what is no date makes nobody a leaver.",
		"Write the date as 2026-10-02, or format the column as a date."},
	{StaffDateOrder, Note, "day and month told from other dates",
		"Dates of the column can be read in two ways. Another one of the column, such as 25/02/2026, can be read in one way only, and the others are read like it.",
		"Nothing, if the order is right."},
	{ManagerTwice, Warning, "two managers of one person",
		"HR's list names two managers of one person, in one cell or in several rows. Neither is taken: the access goes to the reviewer of the previous campaign, or to the fallback reviewer.",
		"Leave the one who is to review this person's access."},
	{ManagerUnclear, Warning, "a manager who cannot be told",
		"The manager is given by a name, an employee id or a user name that nobody in HR's list has, or that several have.",
		"Write the manager's e-mail address."},
	{ManagerAbsent, Note, "a manager who is not in HR's list",
		"The manager is given by an address that no row of HR's list has. They review all the same; whether they have left cannot be known.",
		"Add the manager to the list, or correct the address."},
	{ManagerCircle, Note, "managers in a circle",
		"Somebody is their own manager, or two or more people manage each other. Nobody reviews their own access; a circle of several people is allowed.",
		"Correct the manager of one of them, unless it is meant so."},
	{OwnerTwice, Warning, "two owners of one thing",
		"The list of owners names two different owners of a workspace, or of a value such as a department. Neither is taken.",
		"Leave the one who is to review it."},
	{OwnerUnclear, Warning, "an owner who cannot be reached",
		"A row of the list of owners has no e-mail address of the owner, or does not say what is owned.",
		"Write the owner's e-mail address beside the name of the workspace or the value."},
	{NoManager, Warning, "somebody without a manager who could review",
		"HR's list names no manager of the person, or only managers who have left. Their access goes to whoever reviewed it last time, else to the fallback reviewer.",
		"Correct HR's list and open the campaign again, or leave it to the fallback."},
	{NoOwner, Warning, "a workspace or department without an owner",
		"The list of owners does not say whose it is. Its access goes to whoever reviewed it last time, else to the fallback reviewer.",
		"Name the owner in the list and open the campaign again, or leave it to the fallback."},
	{NoReviewer, Warning, "access that nobody can review",
		"No reviewer could be found, and the fallback reviewers are the person concerned or have left. The rows stand in no-reviewer.xlsx.",
		"Name a second fallback reviewer and open the campaign again, or name in the column Delegate who has decided."},
	{FallbackLeft, Warning, "a fallback reviewer who has left",
		"HR's list says that the fallback reviewer has left. Nothing is given to them.",
		"Name somebody else with --fallback and open the campaign again."},
	{ReviewerNoAccount, Note, "a reviewer without an account",
		"The reviewer has no account in the tenant, or none that is active. A workbook and a mail are enough to review.",
		"Nothing, if the address is right."},
	{ReviewEachOther, Note, "two people who review each other",
		"Each is the reviewer of the other's access, as when two managers manage each other. An auditor may ask about it.",
		"Nothing, if that is meant. Otherwise correct HR's list or the owners and open the campaign again."},
}
