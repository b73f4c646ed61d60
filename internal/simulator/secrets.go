package simulator

// Secrets are all that the tenant takes as proof of who somebody is, and all that it ever gave out as
// such, what has ended included: what must show nowhere else. The code that a person types is not one.
func (t *Tenant) Secrets() []string {
	all := []string{t.caller.password, t.caller.apiKey}
	t.tokens.mu.Lock()
	for n := 1; n <= t.tokens.issued; n++ {
		all = append(all, t.tokenText(n), t.seeded("refresh id", n))
	}
	t.tokens.mu.Unlock()
	t.oauth.mu.Lock()
	defer t.oauth.mu.Unlock()
	for text := range t.oauth.refresh {
		all = append(all, text)
	}
	for _, device := range t.oauth.devices {
		all = append(all, device.code)
	}
	return all
}

// tokenText is the text of the nth token.
func (t *Tenant) tokenText(n int) string { return t.seeded("token", n) + t.seeded("token value", n) }
