package signature

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Why ssh-keygen did not sign.
var (
	ErrNoKeygen = errors.New("there is no ssh-keygen on this machine")
	ErrKeygen   = errors.New("ssh-keygen did not sign")
)

// byKeygen lets ssh-keygen sign, which knows agents and hardware keys (ssh-keygen(1), -Y sign). It is given
// a file and not its standard input, so that it can ask for a PIN or a passphrase there.
func (o Signing) byKeygen(ctx context.Context, message []byte) (signed []byte, err error) {
	program, err := exec.LookPath("ssh-keygen")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoKeygen, err)
	}
	key, err := filepath.Abs(o.KeyPath) // a path from here may begin like an option
	if err != nil {
		return nil, fmt.Errorf("find the key: %w", err)
	}
	within, err := filepath.Abs(cmp.Or(o.Folder, os.TempDir()))
	if err != nil {
		return nil, fmt.Errorf("make room for what is signed: %w", err)
	}
	folder, err := os.MkdirTemp(within, ".signing-")
	if err != nil {
		return nil, fmt.Errorf("make room for what is signed: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "message")
	if err := os.WriteFile(path, message, 0o600); err != nil {
		return nil, fmt.Errorf("write what is signed: %w", err)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, program, "-Y", "sign", "-q", "-n", Namespace, "-f", key, path)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = o.In, io.Discard, io.MultiWriter(&said, o.Err)
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%w with %s: %s (%w)", ErrKeygen, o.KeyPath, lastLine(said.String()), err)
	}
	if signed, _, err = readSmall(path + Suffix); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeygen, err)
	}
	return signed, nil
}

// lastLine is where ssh-keygen says why.
func lastLine(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
