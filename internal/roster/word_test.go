package roster

import "testing"

func TestWordsForActive(t *testing.T) {
	for want, words := range map[status][]string{
		isActive: {"yes", "Y", "TRUE", "1", "Active", "enabled", "ACTIVE", "PROVISIONED", "Pending user action", "RECOVERY", "Password reset",
			"PASSWORD_EXPIRED", "Password expired", "LOCKED_OUT", "Locked out", "Ja", "Oui", "Sí", "WAHR", "Aktiv"},
		notActive: {"no", "N", "FALSE", "0", "Inactive", "Disabled", "SUSPENDED", "DEPROVISIONED", "Deactivated", "Archived", "Terminated", "Retired",
			"INACTIVE_LONG_TERM", "Inactive (long-term)", "Nein", "Non", "FALSCH", "Inaktiv"},
		leftAlone: {"STAGED", "On Leave", "on-leave", "Leave of Absence", "LOA", "Unpaid Leave", "INACTIVE_SHORT_TERM", "Furlough", "Pre-hire", "Beurlaubt"},
		noStatus:  {"", "maybe", "T", "A", "2", "Full time", "yes and no", "<none>", "✓", "-", "2026-01-01", "Pending"},
	} {
		for _, word := range words {
			t.Run(word, func(t *testing.T) {
				if got := readStatus(word); got != want {
					t.Errorf("%q is %d, want %d", word, got, want)
				}
			})
		}
	}
}
