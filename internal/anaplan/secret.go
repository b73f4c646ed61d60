package anaplan

import "fmt"

const hidden = "***"

// Secret is a password, key or token. However it is printed or encoded, it says ***. What is kept for
// longer than a call is kept as a sealed one: fmt prints unexported fields without asking their type.
type Secret string

// Format says *** for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// String says ***.
func (Secret) String() string { return hidden }

// GoString says ***.
func (Secret) GoString() string { return hidden }

// MarshalText says ***, in JSON and YAML too.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// sealed is a secret that shows nowhere, not even as an unexported part of something that is printed.
type sealed struct{ text *string }

func seal(s Secret) sealed {
	if s == "" {
		return sealed{}
	}
	text := string(s)
	return sealed{&text}
}

func (s sealed) open() Secret {
	if s.text == nil {
		return ""
	}
	return Secret(*s.text)
}
