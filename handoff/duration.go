package handoff

import (
	"fmt"
	"time"
)

// Duration is a span of time as the configuration writes it: "90s", "30m", "8h", "1h30m".
type Duration time.Duration

// UnmarshalText reads a duration that is not negative.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a duration such as 90s, 30m or 8h", text)
	}
	*d = Duration(parsed)
	return nil
}

// MarshalText writes the duration as UnmarshalText reads it.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }
