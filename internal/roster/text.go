package roster

import "strings"

// arena keeps texts close together: a text cut out of a row would otherwise keep the whole row in memory.
type arena struct{ block *strings.Builder }

const blockSize = 64 << 10

// keep is a copy of text.
func (a *arena) keep(text string) string {
	if len(text) > blockSize/16 {
		return strings.Clone(text)
	}
	if text == "" {
		return ""
	}
	if a.block == nil || a.block.Cap()-a.block.Len() < len(text) {
		a.block = new(strings.Builder)
		a.block.Grow(blockSize)
	}
	start := a.block.Len()
	a.block.WriteString(text)
	return a.block.String()[start:]
}

// mentions are the distinct texts of cells that name workspaces; a thousand people share a few of them.
type mentions struct {
	texts []string // the first is unused: 0 means no text
	index map[string]int32
}

func (m *mentions) add(text string) int32 {
	if text == "" {
		return 0
	}
	if n, ok := m.index[text]; ok {
		return n
	}
	if m.index == nil {
		m.index, m.texts = map[string]int32{}, []string{""}
	}
	text = strings.Clone(text)
	n := int32(len(m.texts))
	m.texts = append(m.texts, text)
	m.index[text] = n
	return n
}

// listColumns are the columns from workspaces to workspace; listOf and listColumn convert.
const listColumns = int(workspace-workspaces) + 1

func listOf(c column) int { return int(c - workspaces) }

func listColumn(list int) column { return workspaces + column(list) }
