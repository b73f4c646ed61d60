// Package dossier owns the evidence of a closed campaign: one folder and one archive that a stranger can follow
// and check without this program. Equal campaigns give equal bytes. It refuses to decide and to reach the tenant.
package dossier
