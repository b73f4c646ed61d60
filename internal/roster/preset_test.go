package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The header rows as the vendors write them, with all their columns.
const (
	oktaPeople = "login,firstName,lastName,middleName,honorificPrefix,honorificSuffix,email,title,displayName,nickName,profileUrl," +
		"secondEmail,mobilePhone,primaryPhone,streetAddress,city,state,zipCode,countryCode,postalAddress,preferredLanguage,locale,timezone," +
		"userType,employeeNumber,costCenter,organization,division,department,managerId,manager"
	oktaReport = "User Id,Status,Username,First name,Last name,Primary email,Secondary email,Mobile phone,Created,Activated,Status changed," +
		"Last login,Last updated,Password changed,Employee number,Division,Department,Manager"
	entraDownload = "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,usageLocation," +
		"streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile,authenticationPhoneNumber," +
		"authenticationAlternativePhoneNumber,authenticationEmail,alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification"
	entraDownloadToday = "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation," +
		"streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,alternateEmailAddress,ageGroup," +
		"consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,directorySynced,invitationState,identityIssuer,createdDateTime"
	entraTemplate = "Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required," +
		"Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Last name [surname],Job title [jobTitle],Department [department]," +
		"Usage location [usageLocation],Street address [streetAddress],State or province [state],Country or region [country]," +
		"Office [physicalDeliveryOfficeName],City [city],ZIP or postal code [postalCode],Office phone [telephoneNumber],Mobile phone [mobile]"
	entraGerman = "Name [displayName] Erforderlich,Anmeldung [userPrincipalName] Erforderlich,Anfangskennwort [passwordProfile] Erforderlich," +
		"Anmelden verhindern (Ja/Nein) [accountEnabled] Erforderlich,Vorname [givenName],Nachname [surname]"
	m365Export = "Block credential,City,Country/Region,Department,DirSyncEnabled,Display name,Fax,First name,Last dirsync time,Last name," +
		"Last password change time stamp,License assignment details,Licenses,Mobile Phone,Oath token metadata,Object Id,Office," +
		"Password never expires,Phone number,Postal code,Preferred data location,Preferred language,Proxy addresses,Release track," +
		"Soft deletion time stamp,State,Street address,Strong password required,Title,Usage location,User principal name,When created"
	googleDownload = "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Password Hash Function [UPLOAD ONLY]," +
		"Org Unit Path [Required],New Primary Email [UPLOAD ONLY],Status [READ ONLY],Last Sign In [READ ONLY],Recovery Email,Home Secondary Email," +
		"Work Secondary Email,Recovery Phone [MUST BE IN THE E.164 FORMAT],Work Phone,Home Phone,Mobile Phone,Work Address,Home Address,Employee ID," +
		"Employee Type,Employee Title,Manager Email,Department,Cost Center,2sv Enrolled [READ ONLY],2sv Enforced [READ ONLY],Building ID,Floor Name," +
		"Floor Section,Email Usage [READ ONLY],Drive Usage [READ ONLY],Total Storage [READ ONLY],Change Password at Next Sign-In,New Status [UPLOAD ONLY]," +
		"New Licenses [UPLOAD ONLY],Advanced Protection Program enrollment"
	anaplanBulk  = "username,first_name,last_name,licenses"
	anaplanModel = "Email Address,First Name,Last Name,Model Role,Single Sign-on,Workspace Administrator"
	modelByID    = "User ID,First Name,Last Name,Model Role,Single Sign-on,Workspace Administrator"
	workday      = "Employee ID,Legal First Name,Legal Last Name,Preferred First Name,Work Email,Worker Status,Manager,Hire Date,Termination Date,Cost Center"
	sailpoint    = "USERID,FILENUMBER,FIRST_NAME,LAST_NAME,MANAGER,TERMINATION_DATE"
)

// recordOf is a row of a header: cells are given by their headers, the others hold a remark.
func recordOf(header string, cells map[string]string) string {
	names := strings.Split(header, ",")
	row := make([]string, len(names))
	for i, name := range names {
		value, ok := cells[name]
		if !ok {
			value = "r" // as a carried column may hold anything
		}
		row[i] = value
	}
	return strings.Join(row, ",")
}

func TestVendorsExportsMapByThemselves(t *testing.T) {
	type cells = map[string]string
	for _, test := range []struct {
		name, header string
		above        string
		rows         []cells
		preset       string
		people       string
	}{
		{"Okta people export", oktaPeople, "", []cells{{"login": "ada@x.com", "email": "ada@home.org", "firstName": "Ada", "lastName": "Lovelace", "employeeNumber": "0017"}},
			"okta", "ada@x.com externalId=\"0017\" givenName=\"Ada\" familyName=\"Lovelace\" row 2\n"},
		{"Okta by the names of attributes", "user.login,user.email,user.status,user.firstName", "", []cells{
			{"user.login": "ada@x.com", "user.email": "ada@home.org", "user.status": "DEPROVISIONED", "user.firstName": "Ada"}},
			"okta", "ada@x.com givenName=\"Ada\" active=false row 2\n"},
		{"Okta report", oktaReport, "", []cells{
			{"User Id": "00u1", "Username": "ada@x.com", "First name": "Ada", "Last name": "Lovelace", "Status": "ACTIVE", "Employee number": "17"},
			{"User Id": "00u2", "Username": "bob@x.com", "First name": "Bob", "Last name": "Babbage", "Status": "Deactivated", "Employee number": ""},
			{"User Id": "00u3", "Username": "cyd@x.com", "First name": "Cyd", "Last name": "Charisse", "Status": "STAGED", "Employee number": ""}},
			"okta", `ada@x.com externalId="17" givenName="Ada" familyName="Lovelace" active=true row 2
bob@x.com givenName="Bob" familyName="Babbage" active=false row 3
cyd@x.com givenName="Cyd" familyName="Charisse" row 4
`},
		{"Entra download: mail, and the principal name where it is blank", entraDownload, "", []cells{
			{"userPrincipalName": "ada@x.onmicrosoft.com", "mail": "ada@x.com", "givenName": "Ada", "surname": "Lovelace", "userType": "Member", "accountEnabled": "True"},
			{"userPrincipalName": "bob@x.com", "mail": "", "givenName": "Bob", "surname": "Babbage", "userType": "Member", "accountEnabled": "False"}},
			"entra", "ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" active=true row 2\nbob@x.com givenName=\"Bob\" familyName=\"Babbage\" active=false row 3\n"},
		{"Entra download of today, whose id is not Anaplan's", entraDownloadToday, "", []cells{
			{"id": "7cc0c81b-f2a2-489a-8243-eda96da4214d", "userPrincipalName": "ada@x.com", "mail": "", "givenName": "Ada", "surname": "Lovelace", "userType": "Member", "accountEnabled": "True"}},
			"entra", "ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" active=true row 2\n"},
		{"Entra template, with its first line and its example", entraTemplate, "version:v1.0\n", []cells{
			{"Name [displayName] Required": "Example: Chris Green", "User name [userPrincipalName] Required": "chris@contoso.com", "Block sign in (Yes/No) [accountEnabled] Required": "No"},
			{"User name [userPrincipalName] Required": "ada@x.com", "Block sign in (Yes/No) [accountEnabled] Required": "No", "First name [givenName]": "Ada", "Last name [surname]": "Lovelace"},
			{"User name [userPrincipalName] Required": "bob@x.com", "Block sign in (Yes/No) [accountEnabled] Required": "Yes", "First name [givenName]": "Bob", "Last name [surname]": "Babbage"}},
			"entra", "ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" active=true row 4\nbob@x.com givenName=\"Bob\" familyName=\"Babbage\" active=false row 5\n"},
		{"Entra template in another language, by the names in its brackets", entraGerman, "version:v1.0\n", []cells{
			{"Anmeldung [userPrincipalName] Erforderlich": "ada@x.com", "Anmelden verhindern (Ja/Nein) [accountEnabled] Erforderlich": "Ja", "Vorname [givenName]": "Ada", "Nachname [surname]": "Lovelace"}},
			"entra", "ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" active=false row 3\n"},
		{"Microsoft 365, whose block turns active round", m365Export, "", []cells{
			{"User principal name": "ada@x.com", "First name": "Ada", "Last name": "Lovelace", "Block credential": "False"},
			{"User principal name": "bob@x.com", "First name": "Bob", "Last name": "Babbage", "Block credential": "True"}},
			"m365", "ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" active=true row 2\nbob@x.com givenName=\"Bob\" familyName=\"Babbage\" active=false row 3\n"},
		{"Google Workspace", googleDownload, "", []cells{
			{"Email Address [Required]": "ada@x.com", "First Name [Required]": "Ada", "Last Name [Required]": "Lovelace", "Status [READ ONLY]": "Active", "Employee ID": "0017", "New Status [UPLOAD ONLY]": ""},
			{"Email Address [Required]": "bob@x.com", "First Name [Required]": "Bob", "Last Name [Required]": "Babbage", "Status [READ ONLY]": "Suspended", "Employee ID": "", "New Status [UPLOAD ONLY]": ""},
			{"Email Address [Required]": "cyd@x.com", "First Name [Required]": "Cyd", "Last Name [Required]": "Charisse", "Status [READ ONLY]": "Archived", "Employee ID": "", "New Status [UPLOAD ONLY]": ""}},
			"google", `ada@x.com externalId="0017" givenName="Ada" familyName="Lovelace" active=true row 2
bob@x.com givenName="Bob" familyName="Babbage" active=false row 3
cyd@x.com givenName="Cyd" familyName="Charisse" active=false row 4
`},
		{"Anaplan Administration", anaplanBulk, "", []cells{{"username": "ada@x.com", "first_name": "Ada", "last_name": "Lovelace", "licenses": "Professional"}},
			"anaplan", "ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" row 2\n"},
		{"Anaplan model by address", anaplanModel, "", []cells{{"Email Address": "ada@x.com", "First Name": "Ada", "Last Name": "Lovelace"}},
			"anaplan-model", "ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" row 2\n"},
		{"Anaplan model by user ID", modelByID, "", []cells{{"User ID": "ada@x.com", "First Name": "Ada", "Last Name": "Lovelace"}},
			"anaplan-model", "ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" row 2\n"},
		{"Workday, by its headers alone", workday, "", []cells{
			{"Employee ID": "0017", "Legal First Name": "Ada", "Legal Last Name": "Lovelace", "Preferred First Name": "Addie", "Work Email": "ada@x.com", "Worker Status": "Active"},
			{"Employee ID": "0018", "Legal First Name": "Bob", "Legal Last Name": "Babbage", "Preferred First Name": "", "Work Email": "bob@x.com", "Worker Status": "Terminated"},
			{"Employee ID": "0019", "Legal First Name": "Cyd", "Legal Last Name": "Charisse", "Preferred First Name": "", "Work Email": "cyd@x.com", "Worker Status": "On Leave"}},
			"", `ada@x.com externalId="0017" givenName="Ada" familyName="Lovelace" active=true row 2
bob@x.com externalId="0018" givenName="Bob" familyName="Babbage" active=false row 3
cyd@x.com externalId="0019" givenName="Cyd" familyName="Charisse" row 4
`},
		{"SailPoint, by its headers alone", sailpoint, "", []cells{{"USERID": "ada@x.com", "FILENUMBER": "0017", "FIRST_NAME": "Ada", "LAST_NAME": "Lovelace"}},
			"", "ada@x.com externalId=\"0017\" givenName=\"Ada\" familyName=\"Lovelace\" row 2\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := test.above + test.header + "\n"
			for _, row := range test.rows {
				text += recordOf(test.header, row) + "\n"
			}
			asFound := load(t, text, Options{})
			if diff := cmp.Diff(test.people, people(asFound)); diff != "" {
				t.Errorf("%s\n%s", diff, found(asFound))
			}
			if got := asFound.Tables[0].Mapping; got != test.preset {
				t.Errorf("recognised as %q, want %q", got, test.preset)
			}
			sound(t, asFound)
			if test.preset == "" {
				return
			}
			preset, _ := PresetMapping(test.preset)
			asTold := load(t, text, Options{Mapping: preset})
			if diff := cmp.Diff(people(asFound)+found(asFound), people(asTold)+found(asTold)); diff != "" {
				t.Errorf("found out, and told:\n%s", diff)
			}
		})
	}
}

func TestAPresetIsRecognisedByAllItsHeadersOnly(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"an ordinary list", lines("Email,First name,Last name,Status", "ada@x.com,Ada,Lovelace,Active"), ""},
		{"the template of this program", lines("userName,externalId,givenName,familyName,active,workspaces,action", "ada@x.com,,,,,,"), ""},
		{"Okta's headers in another spelling", lines("LOGIN,First Name,Last Name,E-mail,Employee Number", "ada@x.com,Ada,Lovelace,,"), "okta"},
		{"Okta's headers with logins that are no addresses", lines("login,firstName,lastName,email,employeeNumber", "ada,Ada,Lovelace,ada@x.com,1"), ""},
		{"a model export whose user IDs are no addresses", lines("User ID,First Name,Model Role,Login", "8a81,Ada,Full,ada@x.com"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, test.text, Options{})
			if got := r.Tables[0].Mapping; got != test.want {
				t.Errorf("recognised as %q, want %q", got, test.want)
			}
			if len(r.Entries) != 1 || !r.Entries[0].Person.UserName.Same("ada@x.com") {
				t.Errorf("got %s", people(r))
			}
		})
	}
}

func TestAPresetThatIsToldNeedsItsKeyOnly(t *testing.T) {
	preset, _ := PresetMapping("okta")
	if r := load(t, lines("login,Remark", "ada@x.com,x"), Options{Mapping: preset}); people(r) != "ada@x.com row 2\n" {
		t.Errorf("got %s%s", people(r), found(r))
	}
	r := load(t, lines("Email,Remark", "ada@x.com,x"), Options{Mapping: preset})
	if whole := r.Unusable(); len(whole) != 1 || whole[0].Message != `the mapping okta names "login", "Username" and "user.login", none of which is a header of the table` {
		t.Errorf("got %s", found(r))
	}
}

func TestAColumnAddedUnderItsCanonicalNameCounts(t *testing.T) {
	r := load(t, lines("login,firstName,lastName,email,employeeNumber,externalId,workspaces", "ada@x.com,Ada,Lovelace,,17,E17,Finance"), Options{})
	r.Resolve(Resolution{Known: tenant()})
	if diff := cmp.Diff("ada@x.com externalId=\"E17\" givenName=\"Ada\" familyName=\"Lovelace\" has=[01] row 2\n", people(r)); diff != "" {
		t.Error(diff)
	}
}

func TestEntraGuestsArePassedOver(t *testing.T) {
	preset, _ := PresetMapping("entra")
	rows := csvRows(t, lines("userPrincipalName,mail,userType", "a@x.com,,Member", "b_y.com#EXT#@x.com,b@y.com,Guest"))
	table := &table{mapping: preset}
	table.mapHeadings(readHeadings(rows[0].Cells, rows[1:]))
	if table.passesOver(rows[1]) || !table.passesOver(rows[2]) {
		t.Error("not the guest alone is passed over")
	}
}

func TestPresetsAreNamed(t *testing.T) {
	if diff := cmp.Diff([]string{"okta", "entra", "m365", "google", "anaplan", "anaplan-model"}, PresetNames()); diff != "" {
		t.Error(diff)
	}
	for _, name := range PresetNames() {
		m, ok := PresetMapping(name)
		if !ok || m.Name() != name || len(m.SHA256()) != 64 || len(m.recognisedBy) == 0 {
			t.Errorf("%s is %+v", name, m)
		}
	}
	if _, ok := PresetMapping("Okta"); ok {
		t.Error("a name in another case is a file's")
	}
}
