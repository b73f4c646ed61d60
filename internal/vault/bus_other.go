//go:build !unix || darwin

package vault

// overBus: the keychain is a part of the operating system.
const overBus = false
