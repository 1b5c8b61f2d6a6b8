package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
)

// Streams that hold objects are all unpacked when a file is opened, and pdfcpu bounds each of them but not all together. So
// they are unpacked here first, to nowhere.

var (
	objectStream = []byte("ObjStm")
	// Nobody has a reason to write this name with escapes but to hide it.
	disguised = regexp.MustCompile(`/(?:#4[fF]|O#62|Ob#6[aA]|Obj#53|ObjS#74|ObjSt#6[dD])`)
	layered   = regexp.MustCompile(`/Filter\s*\[[^\]]*/[^\]]*/`) // several ways of packing
	locked    = regexp.MustCompile(`/Encrypt\b`)
)

// bomb reports whether the streams of objects unpack to more than is reasonable.
func bomb(data []byte) bool {
	if disguised.Match(data) {
		return true
	}
	left := int64(maxObjects)
	for rest := data; ; {
		i := bytes.Index(rest, objectStream)
		if i < 0 {
			return false
		}
		rest = rest[i+len(objectStream):]
		begin := bytes.Index(rest[:min(len(rest), 2048)], []byte("stream"))
		if begin < 0 {
			continue
		}
		body := bytes.TrimLeft(rest[begin+len("stream"):], "\r\n ")
		if unpacked, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
			n, _ := io.CopyN(io.Discard, unpacked, left)
			if left -= n; left <= 0 {
				return true
			}
		}
	}
}

// maxObjectStream is how much one stream of objects may unpack to. Where bomb cannot see into them, the files are given
// less: each an equal share.
func maxObjectStream(data []byte) int64 {
	if !locked.Match(data) && !layered.Match(data) {
		return maxStream
	}
	return min(maxStream, max(maxObjects/int64(1+bytes.Count(data, objectStream)), 1<<17))
}
