// Package templates holds what users see and may copy, as files that are built into the program. It
// refuses to know what fills them.
package templates

import "embed"

// ChangePage is the dry run as a page to look at, a template of html/template.
//
//go:embed change-report.html
var ChangePage string

// ChangePageStyle is the page's style sheet. It is put into the page, which loads nothing.
//
//go:embed change-report.css
var ChangePageStyle string

// ChangePageScript makes the page searchable. It is put into the page, which says everything without it.
//
//go:embed change-report.js
var ChangePageScript string

// EvidencePage is the index of the evidence of an access review, a template of html/template.
//
//go:embed dossier.html
var EvidencePage string

// EvidencePageStyle is its style sheet. It is put into the page, which loads nothing and has no script.
//
//go:embed dossier.css
var EvidencePageStyle string

// SignOffPage is the page of the evidence that is printed and signed, a template of html/template.
//
//go:embed dossier-sign-off.html
var SignOffPage string

// SignOffPageStyle is its style sheet.
//
//go:embed dossier-sign-off.css
var SignOffPageStyle string

// Mappings has what the headers of other systems' exports mean, one mapping file a system in the folder
// mappings.
//
//go:embed mappings/*.yaml
var Mappings embed.FS
