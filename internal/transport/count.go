package transport

import (
	"maps"
	"net/http"
	"strings"
	"sync"
)

// Counts are numbers of requests by HTTP method.
type Counts struct {
	Users map[string]int // to /Users and below
	Other map[string]int // signing in, lists of workspaces and the like
}

// Total is all of them.
func (c Counts) Total() int {
	total := 0
	for _, byMethod := range []map[string]int{c.Users, c.Other} {
		for _, n := range byMethod {
			total += n
		}
	}
	return total
}

type counter struct {
	mu     sync.Mutex
	counts Counts
}

func (c *counter) add(req *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	byMethod := &c.counts.Other
	if strings.HasSuffix(req.URL.Path, "/Users") || strings.Contains(req.URL.Path, "/Users/") {
		byMethod = &c.counts.Users
	}
	if *byMethod == nil {
		*byMethod = map[string]int{}
	}
	(*byMethod)[req.Method]++
}

func (c *counter) read() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Counts{Users: maps.Clone(c.counts.Users), Other: maps.Clone(c.counts.Other)}
}
