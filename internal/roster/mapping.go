package roster

// Mapping says what the headers of a table mean where they do not say it themselves: a file of the
// user's, or one of the presets for what other systems export. It is read once and never changed.
type Mapping struct {
	name   string
	sha256 string
	preset bool

	columns         [columnCount][]wanted
	constants       [columnCount]string
	carry           []string
	optional        columnSet           // of columns, that a table may lack the headers for
	optionalHeaders []string            // of skip, likewise
	words           map[string]status   // for the column active, folded
	spelt           map[status][]string // the same as the file has them
	skip            [][]condition       // a row is passed over where all conditions of one list hold
	rows            bool                // severalRows
	recognisedBy    [][]string          // a preset is recognised where a table has all headers of one list
}

// wanted is one way to fill a canonical column: from one header, or from several that are joined.
type wanted struct {
	headers  []string
	joined   bool
	with     string // between what is joined
	inverted bool
	part     part
}

// part is what is taken of a full name.
type part uint8

const (
	wholeName part = iota
	givenPart
	familyPart
)

// condition is one test of one cell. Of the words any will do, compared without case.
type condition struct {
	header   string
	is       []string
	isNot    []string
	contains []string
	blank    bool // the cell has to be blank
	filled   bool // the cell must not be blank
}

// Name is the preset's name, or the file's without its folder; empty where there is no mapping.
func (m *Mapping) Name() string {
	if m == nil {
		return ""
	}
	return m.name
}

// SHA256 is the digest of the YAML, in lower-case hex; empty where there is no mapping.
func (m *Mapping) SHA256() string {
	if m == nil {
		return ""
	}
	return m.sha256
}

// severalRows reports whether a person may have several rows that say the same, so that they are no
// duplicates. There need not be a mapping.
func (m *Mapping) severalRows() bool { return m != nil && m.rows }

// fills reports whether the mapping says where a column comes from.
func (m *Mapping) fills(c column) bool {
	return m != nil && (len(m.columns[c]) > 0 || m.constants[c] != "")
}

// headers are all that the mapping names to be read, in the order of the columns.
func (m *Mapping) headers() []string {
	var all []string
	for _, ways := range m.columns {
		for _, w := range ways {
			all = append(all, w.headers...)
		}
	}
	return all
}
