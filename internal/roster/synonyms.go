package roster

// synonyms are headers of other systems, folded, that mean a canonical column. The earlier in its list,
// the more authority: where a table has several of them the first is read and the others are carried
// through. Only headers that cannot mean anything else stand here; "name", "number" or "department id"
// can. Names of attributes are those of the vendors' exports (see templates/mappings).
var synonyms = [columnCount][]string{
	userName: {"login", "loginname", "userprincipalname", "upn", "loginemail", "primaryemail", "primaryemailaddress",
		"workemail", "workemailaddress", "primaryworkemail", "emailprimarywork", "emailwork", "businessemail",
		"businessemailaddress", "businessemailinformationemailaddress", "companyemail", "companyemailaddress",
		"corporateemail", "corporateemailaddress", "officialemail", "email", "emailaddress", "mail", "emailid", "useremail",
		"useremailaddress", "employeeemail", "mailaddress",
		"emailadresse", "mailadresse", "geschaftlicheemail", "geschaftlicheemailadresse", "dienstlicheemail", "benutzername",
		"anmeldename", "benutzerprinzipalname", "adresseemail", "adressemail", "adressedemessagerie", "courriel",
		"adressecourriel", "emailprofessionnel", "nomdutilisateur", "correoelectronico", "direcciondecorreoelectronico",
		"correo", "nombredeusuario", "indirizzoemail", "indirizzodipostaelettronica", "postaelettronica", "nomeutente",
		"emailadres", "gebruikersnaam", "enderecodeemail", "correioeletronico", "nomedeusuario", "adresemail", "epost",
		"epostadress", "epostadresse", "sahkoposti"},
	externalID: {"employeeid", "employeenumber", "employeeno", "employee#", "employeecode", "empid", "empno", "emp#", "emplid",
		"personnelnumber", "personnelno", "personnel#", "pernr", "staffid", "staffnumber", "staffno", "staff#", "workerid",
		"worker#", "associateid", "personid", "personnumber", "externaluserid", "filenumber", "file#",
		"personalnummer", "personalnr", "mitarbeiternummer", "mitarbeiterid", "matricule", "numerodematricule",
		"matriculesalarie", "numerodeempleado", "idempleado", "matricola", "personeelsnummer", "medewerkernummer",
		"numerodefuncionario", "anstallningsnummer"},
	id: {"anaplanid", "anaplanuserid"},
	givenName: {"firstname", "forename", "namegivenname", "legalfirstname", "preferredfirstname", "firstnames", "forenames",
		"vorname", "rufname", "prenom", "prenoms", "nombredepila", "primernombre", "voornaam", "roepnaam", "primeironome",
		"fornavn", "fornamn", "etunimi", "imie"},
	familyName: {"lastname", "surname", "namefamilyname", "legallastname", "preferredlastname", "lastnames",
		"nachname", "familienname", "zuname", "nomdefamille", "apellidos", "apellido", "primerapellido", "cognome",
		"achternaam", "sobrenome", "ultimonome", "apelido", "etternavn", "efternavn", "efternamn", "sukunimi", "nazwisko"},
	active: {"status", "isactive", "enabled", "isenabled", "accountenabled", "accountactive", "accountstatus", "userstatus",
		"aktiv", "istaktiv", "actif", "activo", "attivo", "actief", "ativo", "aktywny", "statut"},
	workspaces: {"entitlements", "workspaceaccess", "workspacelist", "apps", "arbeitsbereiche", "espacesdetravail",
		"espaciosdetrabajo"},
	workspaceIDs:   {"workspaceidlist", "workspaceguids"},
	workspaceNames: {"workspacenamelist"},
	workspace:      {"workspacename", "workspaceid", "arbeitsbereich", "espacedetravail", "espaciodetrabajo"},
	action:         {"requestedaction"},
}

// turned are headers that say the contrary of active. Entra's has its attribute's name, accountEnabled,
// in brackets and still means the contrary of it.
var turned = []string{"blocksignin", "blockcredential", "blockcredentials", "anmeldungblockieren"}

// tentative is a header that means a column only as far as its values, or the headers beside it, say so.
type tentative struct {
	header   string
	column   column
	inverted bool
	values   kindOfValues
	beside   []string // one of these headers has to stand in the same row
}

// tentatives are headers that mean one thing in one system and another in the next. The earlier has more
// authority, and all of them have less than any synonym. User ID is Anaplan's (model exports head their
// e-mail addresses so). A name is that of the family where the table gives the other one beside it.
var tentatives = []tentative{
	{header: "userid", column: userName, values: addresses},
	{header: "loginid", column: userName, values: addresses},
	{header: "user", column: userName, values: addresses},
	{header: "users", column: userName, values: addresses},
	{header: "benutzer", column: userName, values: addresses},
	{header: "name", column: familyName, values: singleWords, beside: []string{"vorname"}},
	{header: "nom", column: familyName, values: singleWords, beside: []string{"prenom", "prenoms"}},
	{header: "naam", column: familyName, values: singleWords, beside: []string{"voornaam"}},
	{header: "nombre", column: givenName, values: anyValues, beside: []string{"apellidos", "apellido", "primerapellido"}},
	{header: "nombres", column: givenName, values: anyValues, beside: []string{"apellidos", "apellido", "primerapellido"}},
	{header: "nome", column: givenName, values: anyValues, beside: []string{"cognome", "sobrenome", "apelido"}},
	{header: "employeestatus", column: active, values: statuses},
	{header: "workerstatus", column: active, values: statuses},
	{header: "employmentstatus", column: active, values: statuses},
	{header: "hrstatus", column: active, values: statuses},
	{header: "identitystatus", column: active, values: statuses},
	{header: "lifecyclestate", column: active, values: statuses},
	{header: "cloudlifecyclestate", column: active, values: statuses},
	{header: "lifecyclestatus", column: active, values: statuses},
	{header: "activestatus", column: active, values: statuses},
	{header: "accountdisabled", column: active, inverted: true, values: statuses},
	{header: "disabled", column: active, inverted: true, values: statuses},
	{header: "gesperrt", column: active, inverted: true, values: statuses},
	{header: "isdisabled", column: active, inverted: true, values: statuses},
	{header: "suspended", column: active, inverted: true, values: statuses},
	{header: "issuspended", column: active, inverted: true, values: statuses},
	{header: "deactivated", column: active, inverted: true, values: statuses},
	{header: "inactive", column: active, inverted: true, values: statuses},
	{header: "isinactive", column: active, inverted: true, values: statuses},
}
