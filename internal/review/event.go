package review

import "time"

// Event is one thing that happened to a campaign, as it was recorded at that moment.
type Event struct {
	At    time.Time `json:"at"`
	What  string    `json:"what"` // one of the What… words
	By    string    `json:"by,omitempty"`
	Words string    `json:"words"`           // a sentence
	Files []File    `json:"files,omitempty"` // that were given
}

// The words for events.
const (
	WhatOpened    = "opened"
	WhatRead      = "read" // status looked at files
	WhatDelegated = "delegated"
	WhatReminded  = "reminded"
	WhatClosed    = "closed"
)
