// Package personnel owns what a company says of its people beside the tenant: HR's list, with managers,
// departments and who has left, and lists of who owns what. It refuses to know the tenant's accounts and to decide
// who reviews whom.
package personnel
