package main

import "cailiang/rules"

// reader reads items from the statutes imported into the home folder; nil when none were.
func (h homeFlag) reader() (*rules.Reader, error) {
	lib, err := h.open()
	if err != nil || len(lib.Entries()) == 0 {
		return nil, err
	}
	return rules.NewReader(lib)
}
