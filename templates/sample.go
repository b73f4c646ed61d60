package templates

import _ "embed"

// Sample is the workbook of the demo: a tenant's people as HR lists them, with a quarter's joiners,
// movers and leavers and a few mistakes made on purpose.
//
//go:embed sample.xlsx
var Sample []byte
