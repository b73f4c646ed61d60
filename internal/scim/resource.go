// Package scim owns SCIM 2.0 on the wire (RFC 7643, RFC 7644) as Anaplan speaks it, and as the standard
// says: resources, the spellings of entitlements, filters, PatchOp, errors and a Client over them. It
// refuses to know credentials, pacing and what a change is for.
package scim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// MediaType is the content type of requests and replies (RFC 7644 section 8.1).
const MediaType = "application/scim+json"

// The schema URIs used in messages.
const (
	SchemaUser   = "urn:ietf:params:scim:schemas:core:2.0:User"
	SchemaList   = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	SchemaPatch  = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	SchemaError  = "urn:ietf:params:scim:api:messages:2.0:Error"
	MaxPageSize  = 100 // Anaplan refuses a larger count
	MaxPerWrite  = 50  // workspaces in one write, Anaplan's limit for POST
	contentLimit = 64 << 20
)

// User is a SCIM user as Anaplan sends and takes it.
type User struct {
	Schemas      []string      `json:"schemas,omitempty"`
	ID           string        `json:"id,omitempty"`
	ExternalID   string        `json:"externalId,omitempty"`
	UserName     string        `json:"userName,omitempty"`
	Name         *Name         `json:"name,omitempty"`
	DisplayName  string        `json:"displayName,omitempty"`
	Active       *Bool         `json:"active,omitempty"`
	Emails       []Email       `json:"emails,omitempty"`
	Entitlements []Entitlement `json:"entitlements,omitempty"`
	Meta         *Meta         `json:"meta,omitempty"`

	// Errors is what a service may put beside a user whom it could not tell all about. There is none in
	// any documentation; a user with it is not believed to be whole.
	Errors json.RawMessage `json:"errors,omitempty"`
}

// Name is the name attribute; Formatted is derived by the service and read only.
type Name struct {
	Formatted  string `json:"formatted,omitempty"`
	FamilyName string `json:"familyName,omitempty"`
	GivenName  string `json:"givenName,omitempty"`
}

// Email is one e-mail address; Anaplan knows only the type work.
type Email struct {
	Value   string `json:"value"`
	Type    string `json:"type,omitempty"`
	Primary Bool   `json:"primary,omitempty"`
}

// Meta is a resource's metadata; Anaplan does not promise Version.
type Meta struct {
	ResourceType string `json:"resourceType,omitempty"`
	Created      string `json:"created,omitempty"`
	LastModified string `json:"lastModified,omitempty"`
	Location     string `json:"location,omitempty"`
	Version      string `json:"version,omitempty"`
}

// EntitlementType is one of Anaplan's three spellings of a set of workspaces.
type EntitlementType string

const (
	PerWorkspace   EntitlementType = "WORKSPACE"       // one object a workspace: value is its id, display its name
	WorkspaceIDs   EntitlementType = "WORKSPACE_IDS"   // one object: value is comma-separated ids
	WorkspaceNames EntitlementType = "WORKSPACE_NAMES" // one object: value is comma-separated names in escaped double quotes
)

// Entitlement is one element of the entitlements attribute.
type Entitlement struct {
	Value   string          `json:"value"`
	Display string          `json:"display,omitempty"`
	Type    EntitlementType `json:"type,omitempty"`
	Primary Bool            `json:"primary,omitempty"`
}

// ListResponse is one page of users (RFC 7644 section 3.4.2).
type ListResponse struct {
	Schemas      []string `json:"schemas"`
	TotalResults int      `json:"totalResults"`
	StartIndex   int      `json:"startIndex"`
	ItemsPerPage int      `json:"itemsPerPage"`
	Resources    []User   `json:"Resources"`
}

// ServiceProviderConfig is what a service says it can do (RFC 7643 section 5).
type ServiceProviderConfig struct {
	Schemas []string `json:"schemas"`
	Patch   struct {
		Supported bool `json:"supported"`
	} `json:"patch"`
	Filter struct {
		Supported  bool `json:"supported"`
		MaxResults int  `json:"maxResults"`
	} `json:"filter"`
	ETag struct {
		Supported bool `json:"supported"`
	} `json:"etag"`
	AuthenticationSchemes []struct {
		Type string `json:"type"`
		Name string `json:"name"`
	} `json:"authenticationSchemes"`
}

// PatchRequest is the body of a PATCH. Anaplan requires a path in every operation.
type PatchRequest struct {
	Schemas    []string         `json:"schemas"`
	Operations []PatchOperation `json:"Operations"`
}

// PatchOperation is one operation: op is add, replace or remove.
type PatchOperation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value,omitempty"`
}

// ErrorBody is the error message of RFC 7644 section 3.12. Its status may disagree with the HTTP
// status; the HTTP status counts.
type ErrorBody struct {
	Schemas  []string `json:"schemas"`
	Detail   string   `json:"detail,omitempty"`
	ScimType string   `json:"scimType,omitempty"`
	Status   Status   `json:"status"`
}

// Status is a status code that documentation shows as a string and some services send as a number.
type Status int

// MarshalJSON writes the string form of the RFC.
func (s Status) MarshalJSON() ([]byte, error) { return json.Marshal(strconv.Itoa(int(s))) }

// UnmarshalJSON reads "404" and 404.
func (s *Status) UnmarshalJSON(data []byte) error {
	n, err := strconv.Atoi(string(bytes.Trim(data, `"`)))
	if err != nil {
		return fmt.Errorf("status %s is not a number", data)
	}
	*s = Status(n)
	return nil
}

// Bool reads true, "true" and "True" (Anaplan's documentation shows both forms) and writes a boolean.
type Bool bool

// UnmarshalJSON reads a boolean or its text in any case.
func (b *Bool) UnmarshalJSON(data []byte) error {
	v, err := strconv.ParseBool(string(bytes.ToLower(bytes.Trim(data, `"`))))
	if err != nil {
		return fmt.Errorf("%s is not a boolean", data)
	}
	*b = Bool(v)
	return nil
}
