package dossier

import "testing"

func TestTheIndexTellsTheWholeStory(t *testing.T) {
	r := newRig(t, 60)
	made := r.build()
	files := tree(t, made.Folder)
	golden(t, "index.txt", words(files["index.html"]))
	golden(t, "readme.txt", words(files["README.txt"]))
	golden(t, "sign-off.txt", words(files["6-sign-off/sign-off.html"]))
	golden(t, "proof.txt", words(files["1-population/proof.txt"]))
	golden(t, "execution.csv", files["5-execution/execution.csv"])
	kept(t, made)
}
