package simulator

import (
	"net/http"
	"strings"

	"scimsheet/internal/scim"
)

// The schema URIs of RFC 7643 section 8.7 that discovery answers with.
const (
	schemaProvider     = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
	schemaResourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	schemaSchema       = "urn:ietf:params:scim:schemas:core:2.0:Schema"
)

type object = map[string]any

func discoveryPath(path string) bool {
	switch strings.TrimPrefix(path, scimBase) {
	case "/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas", "/Schemas/" + scim.SchemaUser:
		return strings.HasPrefix(path, scimBase)
	}
	return false
}

// discovery answers the three endpoints that need no credential; false where x is for another path.
func discovery(x *exchange) (reply, bool) {
	if !discoveryPath(x.path) {
		return reply{}, false
	}
	if x.Method != http.MethodGet {
		return notAllowed(x, "GET"), true
	}
	var body any
	switch strings.TrimPrefix(x.path, scimBase) {
	case "/ServiceProviderConfig":
		body = serviceProviderConfig(x.base())
	case "/ResourceTypes":
		body = listOf(userResourceType(x.base()))
	case "/ResourceTypes/User":
		body = userResourceType(x.base())
	case "/Schemas":
		body = listOf(userSchema(x.base()))
	default:
		body = userSchema(x.base())
	}
	return scimReply(http.StatusOK, body), true
}

func listOf(one object) object {
	return object{
		"schemas": []string{scim.SchemaList}, "totalResults": 1, "startIndex": 1, "itemsPerPage": 1, "Resources": []object{one},
	}
}

// serviceProviderConfig says, as the real one does, that patch and filter are not supported although
// both work.
func serviceProviderConfig(base string) object {
	no := object{"supported": false}
	return object{
		"schemas":          []string{schemaProvider},
		"documentationUri": "https://help.anaplan.com/",
		"patch":            no,
		"bulk":             object{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter":           object{"supported": false, "maxResults": scim.MaxPageSize},
		"changePassword":   no,
		"sort":             no,
		"etag":             no,
		"authenticationSchemes": []object{
			{"type": "httpbasic", "name": "HTTP Basic", "description": "User name and password"},
			{"type": "oauthbearertoken", "name": "OAuth Bearer Token", "description": "Anaplan authentication token, API key or OAuth access token"},
		},
		"meta": object{"resourceType": "ServiceProviderConfig", "location": base + scimBase + "/ServiceProviderConfig"},
	}
}

func userResourceType(base string) object {
	return object{
		"schemas": []string{schemaResourceType}, "id": "User", "name": "User", "endpoint": "/Users",
		"description": "User account", "schema": scim.SchemaUser,
		"meta": object{"resourceType": "ResourceType", "location": base + scimBase + "/ResourceTypes/User"},
	}
}

// attributeOf describes a text attribute that is compared without case.
func attributeOf(name, mutability string, required bool) object {
	uniqueness := "none"
	if name == "userName" {
		uniqueness = "server"
	}
	return object{
		"name": name, "type": "string", "multiValued": false, "required": required, "caseExact": false,
		"mutability": mutability, "returned": "default", "uniqueness": uniqueness,
	}
}

func complexOf(name, mutability string, many bool, parts ...object) object {
	return object{
		"name": name, "type": "complex", "multiValued": many, "required": false,
		"mutability": mutability, "returned": "default", "subAttributes": parts,
	}
}

func userSchema(base string) object {
	const readOnly, readWrite = "readOnly", "readWrite"
	active := attributeOf("active", readWrite, false)
	active["type"] = "boolean"
	return object{
		"schemas": []string{schemaSchema}, "id": scim.SchemaUser, "name": "User", "description": "User account",
		"attributes": []object{
			attributeOf("userName", readOnly, true),
			attributeOf("externalId", readWrite, false),
			complexOf("name", readWrite, false,
				attributeOf("formatted", readOnly, false),
				attributeOf("familyName", readWrite, false),
				attributeOf("givenName", readWrite, false)),
			attributeOf("displayName", readOnly, false),
			active,
			complexOf("emails", readOnly, true, attributeOf("value", readOnly, false), attributeOf("type", readOnly, false)),
			complexOf("entitlements", readWrite, true,
				attributeOf("value", readWrite, false),
				attributeOf("display", readWrite, false),
				attributeOf("type", readWrite, false)),
		},
		"meta": object{"resourceType": "Schema", "location": base + scimBase + "/Schemas/" + scim.SchemaUser},
	}
}
