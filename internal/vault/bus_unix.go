//go:build unix && !darwin

package vault

// overBus: the keychain is a service on the session bus.
const overBus = true
