package driver

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

// Table is a table as it looks when rows go from one database to another.
type Table struct {
	Name    string
	Columns []Column
}

// Column is a column of a Table.
type Column struct {
	Name     string
	Holds    Value
	Nullable bool
	Default  bool // the database has a value for a row that is written without it
}

// Value is what a column holds. A row that is read has nil for none, and otherwise the Go type named here.
type Value int

// The values.
const (
	Unknown Value = iota // of a type that is not copied
	Text                 // string
	Integer              // int64
	Real                 // float64
	Bool                 // bool
	Bytes                // []byte
	Time                 // time.Time in UTC, to the millisecond; the zero time is nil
	Texts                // []string
)

// Digest is of a set of rows, in whatever order they are added: the sum of their hashes (the first half of SHA-256). Two
// databases that hold the same rows have the same Digest. The zero value is that of no rows.
type Digest struct {
	Rows  int64
	sum   [2]uint64
	bytes []byte // of one row
}

// Add adds a row.
func (d *Digest) Add(row []any) error {
	d.bytes = d.bytes[:0]
	for _, value := range row {
		if err := d.encode(value); err != nil {
			return err
		}
	}
	hash := sha256.Sum256(d.bytes)
	for i := range d.sum {
		d.sum[i] += binary.BigEndian.Uint64(hash[8*i:])
	}
	d.Rows++
	return nil
}

// encode writes a value so that no two rows look alike: its type, and its length where that differs.
func (d *Digest) encode(value any) error {
	text := func(kind byte, s string) {
		d.bytes = binary.BigEndian.AppendUint64(append(d.bytes, kind), uint64(len(s)))
		d.bytes = append(d.bytes, s...)
	}
	number := func(kind byte, n uint64) { d.bytes = binary.BigEndian.AppendUint64(append(d.bytes, kind), n) }
	switch v := value.(type) {
	case nil:
		d.bytes = append(d.bytes, '0')
	case string:
		text('s', v)
	case []byte:
		text('b', string(v))
	case int64:
		number('i', uint64(v))
	case float64:
		number('f', math.Float64bits(v))
	case bool:
		if v {
			number('?', 1)
		} else {
			number('?', 0)
		}
	case time.Time:
		number('t', uint64(v.UnixMilli()))
	case []string:
		number('l', uint64(len(v)))
		for _, s := range v {
			text('s', s)
		}
	default:
		return fmt.Errorf("a row holds a %T, which is not copied", value)
	}
	return nil
}

// String is the sum in hexadecimal.
func (d *Digest) String() string { return fmt.Sprintf("%016x%016x", d.sum[0], d.sum[1]) }
