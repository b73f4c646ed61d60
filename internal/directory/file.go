package directory

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"

	"scimsheet/internal/identity"
)

// WriteSnapshot writes accounts as gzip of one JSON object a line, and returns the SHA-256 of the
// uncompressed lines in lower-case hex.
func WriteSnapshot(w io.Writer, accounts []identity.Account) (string, error) {
	packed := gzip.NewWriter(w)
	digest := sha256.New()
	lines := bufio.NewWriterSize(io.MultiWriter(packed, digest), 1<<16)
	encoder := json.NewEncoder(lines)
	encoder.SetEscapeHTML(false)
	for i := range accounts {
		if err := encoder.Encode(&accounts[i]); err != nil {
			return "", fmt.Errorf("write snapshot: %w", err)
		}
	}
	if err := errors.Join(lines.Flush(), packed.Close()); err != nil {
		return "", fmt.Errorf("write snapshot: %w", err)
	}
	return hex.EncodeToString(digest.Sum(nil)), nil
}

// ReadSnapshot reads what WriteSnapshot wrote, and the digest of its lines. A file that was cut or
// damaged is an error.
func ReadSnapshot(r io.Reader) ([]identity.Account, string, error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return nil, "", fmt.Errorf("read snapshot: %w", err)
	}
	defer unpacked.Close()
	digest := sha256.New()
	decoder := json.NewDecoder(bufio.NewReaderSize(io.TeeReader(unpacked, digest), 1<<16))
	var accounts []identity.Account
	ids := texts{}
	for {
		var account identity.Account
		err := decoder.Decode(&account)
		if err == io.EOF {
			return accounts, hex.EncodeToString(digest.Sum(nil)), nil
		}
		if err == nil && account.ID == "" {
			err = errors.New("it has no id")
		}
		if err != nil {
			return nil, "", fmt.Errorf("read snapshot: account %d: %w", len(accounts)+1, err)
		}
		for i, id := range account.Workspaces {
			account.Workspaces[i] = ids.one(id)
		}
		accounts = append(accounts, account)
	}
}
