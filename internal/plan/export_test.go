package plan

// Decode reads a plan file whatever it says: for tests of its form.
var Decode = decode
