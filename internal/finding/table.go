package finding

// The codes. Their severities and help texts are in the table below.
const (
	UnreadableTable      Code = "unreadableTable"
	EmptyTable           Code = "emptyTable"
	NoKeyColumn          Code = "noKeyColumn"
	UnknownHeader        Code = "unknownHeader"
	DuplicateHeader      Code = "duplicateHeader"
	CarriedThrough       Code = "carriedThrough"
	MissingKey           Code = "missingKey"
	BadUserName          Code = "badUserName"
	LongUserName         Code = "longUserName"
	UnderscoreUserName   Code = "underscoreUserName"
	BadID                Code = "badId"
	DuplicateRow         Code = "duplicateRow"
	ContradictingRows    Code = "contradictingRows"
	ExternalIDTwice      Code = "externalIdTwice"
	BadBoolean           Code = "badBoolean"
	BadAction            Code = "badAction"
	ContradictingAction  Code = "contradictingAction"
	UnknownWorkspace     Code = "unknownWorkspace"
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
	GuestAccount         Code = "guestAccount"
	BadWorkspaceList     Code = "badWorkspaceList"
)

var table = []About{}
