package driver

import (
	"encoding/binary"
	"math"
)

// PackVector is a vector as databases keep it: four bytes a number, the lowest first.
func PackVector(v []float32) []byte {
	out := make([]byte, 0, 4*len(v))
	for _, x := range v {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
	}
	return out
}

// UnpackVector is what PackVector packed; nil if it is damaged.
func UnpackVector(packed []byte) []float32 {
	if len(packed) == 0 || len(packed)%4 != 0 {
		return nil
	}
	out := make([]float32, len(packed)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(packed[4*i:]))
	}
	return out
}
