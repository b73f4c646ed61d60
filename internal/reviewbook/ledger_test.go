package reviewbook

import (
	"testing"
)

func TestTheLedgerReadsAsItShould(t *testing.T) {
	c := quarter(30)
	golden(t, "ledger-opened.txt", dump(t, ledgerOf(t, Ledger{Campaign: c, At: opened})))
	golden(t, "ledger-halfway.txt", dump(t, ledgerOf(t, Ledger{Campaign: c, Standing: halfway(c), At: due.AddDate(0, 0, -4)})))
	golden(t, "ledger-closed.txt", dump(t, ledgerOf(t, Ledger{Campaign: c, Closing: ended(c), At: due.AddDate(0, 0, 1)})))
}
