package driver

import "context"

// Spend is what one model service was used for on one day. It is operational state: no event tells of it.
type Spend struct {
	Endpoint   string
	Calls      int64
	Prompt     int64 // tokens
	Completion int64
	Cost       int64 // in billionths of the currency that the prices are in
}

// Spending keeps what model services were used for, for all servers together.
type Spending interface {
	// AddSpend adds to a day and returns what it comes to, by the names of the endpoints. With nothing to add it only reads.
	AddSpend(ctx context.Context, day string, spent []Spend) ([]Spend, error)
}
