package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/crypto/ssh"
	textunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Signers are those who may sign plans.
type Signers struct {
	path  string
	lines []line
}

// line is one key that may sign, as an allowed signers file has it.
type line struct {
	number int    // 0 where the file is the key itself
	names  string // as written: names, or patterns of names
	key    ssh.PublicKey
	terms
}

// BadList is a list of signers that cannot be read.
type BadList struct {
	Path   string
	Line   int // 0 where it is about the whole file
	Reason string
}

func (b *BadList) Error() string {
	if b.Line == 0 {
		return fmt.Sprintf("%s is no list of signers: %s", b.Path, b.Reason)
	}
	return fmt.Sprintf("%s, line %d: %s", b.Path, b.Line, b.Reason)
}

// ReadSigners reads OpenSSH's allowed signers (ssh-keygen(1), "ALLOWED SIGNERS"), or a file that is one
// public key in PEM. One line that cannot be understood makes the whole list one: it is a *BadList.
func ReadSigners(path string) (*Signers, error) {
	text, _, err := readSmall(path)
	if err != nil {
		return nil, fmt.Errorf("read the list of signers: %w", err)
	}
	return parseSigners(path, text)
}

func parseSigners(path string, text []byte) (*Signers, error) {
	if plain, _, err := transform.Bytes(textunicode.BOMOverride(transform.Nop), text); err == nil {
		text = plain
	}
	if block, rest := pem.Decode(text); block != nil {
		return onePublicKey(path, block, rest)
	}
	list := &Signers{path: path}
	number := 0
	for row := range strings.Lines(string(text)) {
		number++
		row = strings.TrimSpace(row)
		if row == "" || row[0] == '#' {
			continue
		}
		l, reason := parseLine(row)
		if reason != "" {
			return nil, &BadList{Path: path, Line: number, Reason: reason}
		}
		l.number = number
		list.lines = append(list.lines, l)
	}
	if len(list.lines) == 0 {
		return nil, &BadList{Path: path, Reason: "nobody stands in it"}
	}
	return list, nil
}

// onePublicKey is the list that a public key in PEM stands for (RFC 5280 section 4.1, SubjectPublicKeyInfo).
func onePublicKey(path string, block *pem.Block, rest []byte) (*Signers, error) {
	bad := func(reason string) (*Signers, error) { return nil, &BadList{Path: path, Reason: reason} }
	if strings.HasSuffix(block.Type, "PRIVATE KEY") {
		return bad("it is a private key, which belongs to one person and to nobody else; who checks needs its public half")
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		return bad("it holds more than one public key; list them as OpenSSH does, a name and a key on each line")
	}
	open, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return bad(fmt.Sprintf("it holds a %s and not a public key", strings.ToLower(block.Type)))
	}
	key, err := ssh.NewPublicKey(open)
	if err != nil {
		return bad("no such key can sign: " + err.Error())
	}
	return &Signers{path: path, lines: []line{{names: "the key in " + path, key: key}}}, nil
}

// parseLine reads names, options, kind of key, key. The reason is empty where it is sound.
func parseLine(row string) (l line, reason string) {
	const example = "a line is a name, a blank and the key, as in maria@acme.com ssh-ed25519 AAAA…"
	names, rest, found := firstField(row)
	switch alone, _, _, _, err := ssh.ParseAuthorizedKey([]byte(row)); {
	case err == nil && alone.Type() == names:
		return line{}, "no name stands in front of the key: " + example
	case !found:
		return line{}, example
	case strings.ContainsFunc(names, func(r rune) bool { return !unicode.IsPrint(r) }):
		return line{}, "the name holds characters that cannot be seen"
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return line{}, "there is no key in it that can be read"
	}
	l = line{names: names, key: key}
	l.terms, reason = parseTerms(options)
	return l, reason
}

// firstField is what stands before the first blank, or between the quotes that it begins with.
func firstField(row string) (field, rest string, found bool) {
	if quoted, isQuoted := strings.CutPrefix(row, `"`); isQuoted {
		field, rest, found = strings.Cut(quoted, `"`)
		return field, strings.TrimSpace(rest), found && field != "" && rest != strings.TrimSpace(rest)
	}
	end := strings.IndexAny(row, " \t")
	if end < 0 {
		return "", "", false
	}
	return row[:end], strings.TrimSpace(row[end:]), true
}
