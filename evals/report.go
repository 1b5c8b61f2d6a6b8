// Package evals measures what Baton does on labelled suites: retrieval, fields, routing and dialogues. It runs the product's
// own code, so that a figure printed here is a figure a customer meets. It promises nothing about data that looks different
// from the suite; every report names the set and the setting it was measured in.
package evals

// Report is what an evaluation measured.
type Report struct {
	Sets []Set `json:"sets"`
}

// Set is one suite under one setting.
type Set struct {
	Name    string             `json:"name"`
	Setting string             `json:"setting"`
	Metrics map[string]float64 `json:"metrics"` // shares from 0 to 1 by name in snake case
}
