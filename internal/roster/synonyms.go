package roster

// synonyms are headers of other systems, folded, that mean a canonical column. The earlier in its list,
// the more authority: where a table has several of them the first is read and the others are carried through.
var synonyms = [columnCount][]string{
	userName: {"username", "login", "loginname", "userprincipalname", "upn", "email", "emailaddress", "workemail",
		"primaryemail", "mail", "emailid", "useremail"},
	externalID: {"employeeid", "employeenumber", "employeeno", "personnelnumber", "staffid", "staffnumber",
		"workerid", "externaluserid", "filenumber"},
	id:             {"anaplanid", "anaplanuserid"},
	givenName:      {"firstname", "forename", "name.givenname", "legalfirstname", "preferredfirstname"},
	familyName:     {"lastname", "surname", "name.familyname", "legallastname", "preferredlastname"},
	active:         {"status", "isactive", "enabled", "accountenabled", "accountstatus", "userstatus"},
	workspaces:     {"entitlements", "workspaceaccess", "workspacelist", "apps"},
	workspaceIDs:   {"workspaceidlist", "workspaceguids"},
	workspaceNames: {"workspacenamelist"},
	workspace:      {"workspacename", "workspaceid"},
	action:         {"requestedaction"},
}

// userIDHeader is the header that means userName where its values are e-mail addresses and nothing
// otherwise: Anaplan's model exports use it for the former, most other systems for an id of their own.
const userIDHeader = "userid"
