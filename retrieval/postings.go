package retrieval

import (
	"encoding/binary"
	"iter"
	"slices"
)

// postings say, for each feature in ascending order, in which texts it occurs and how often. The lists hold differences of
// variable length; most postings take one or two bytes.
type postings struct {
	features []feature
	from     []uint32 // where the list of each feature begins, one more than there are features
	list     []byte
}

// newPostings inverts texts, each a list of features in ascending order. It takes the features in parts of a thirty-second of
// their range, one after the other, so that little is needed beside the result.
func newPostings(texts [][]feature) postings {
	const parts, partShift = 32, 27
	var p postings
	var entries, spare []uint64
	rest, size := slices.Clone(texts), 0
	for _, features := range texts {
		size += len(features)
	}
	p.list = make([]byte, 0, size*3/2)
	for part := range feature(parts) {
		entries = entries[:0]
		for t, features := range rest {
			n := 0
			for n < len(features) && features[n]>>partShift == part {
				entries = append(entries, uint64(features[n])<<32|uint64(t))
				n++
			}
			rest[t] = features[n:]
		}
		entries, spare = sortByFeature(entries, spare)
		p.append(entries)
	}
	p.from = append(p.from, uint32(len(p.list)))
	return postings{slices.Clone(p.features), slices.Clone(p.from), slices.Clone(p.list)}
}

// sortByFeature sorts entries by their upper half, keeping the order of the lower: radix sort, several times as fast as
// comparing. It gives the sorted entries and a slice to pass as spare the next time.
func sortByFeature(entries, spare []uint64) (sorted, rest []uint64) {
	const bits = 10
	spare = slices.Grow(spare[:0], len(entries))[:len(entries)]
	for shift := 32; shift < 32+kindShift; shift += bits {
		var next [1 << bits]int
		for _, e := range entries {
			next[e>>shift&(1<<bits-1)]++
		}
		sum := 0
		for i, n := range next {
			next[i] = sum
			sum += n
		}
		for _, e := range entries {
			digit := e >> shift & (1<<bits - 1)
			spare[next[digit]] = e
			next[digit]++
		}
		entries, spare = spare, entries
	}
	return entries, spare
}

// append adds sorted entries, each a feature in the upper half and a text in the lower; an entry that is there n times
// means n occurrences.
func (p *postings) append(entries []uint64) {
	for i := 0; i < len(entries); {
		f := entries[i] >> 32
		p.features = append(p.features, feature(f))
		p.from = append(p.from, uint32(len(p.list)))
		last := uint64(0)
		for i < len(entries) && entries[i]>>32 == f {
			entry, n := entries[i], uint64(0)
			for i < len(entries) && entries[i] == entry {
				i++
				n++
			}
			text := entry & (1<<32 - 1)
			if n == 1 {
				p.list = binary.AppendUvarint(p.list, (text-last)<<1)
			} else {
				p.list = binary.AppendUvarint(p.list, (text-last)<<1|1)
				p.list = binary.AppendUvarint(p.list, n)
			}
			last = text
		}
	}
}

// find gives the place of a feature.
func (p *postings) find(f feature) (int, bool) { return slices.BinarySearch(p.features, f) }

// of gives the texts in which the feature at a place occurs, in ascending order, and how often.
func (p *postings) of(place int) iter.Seq2[uint32, int] {
	return func(yield func(uint32, int) bool) {
		text := uint64(0)
		for list := p.list[p.from[place]:p.from[place+1]]; len(list) > 0; {
			v, size := binary.Uvarint(list)
			list = list[size:]
			n := uint64(1)
			if v&1 == 1 {
				n, size = binary.Uvarint(list)
				list = list[size:]
			}
			text += v >> 1
			if !yield(uint32(text), int(n)) {
				return
			}
		}
	}
}

// texts gives the features of every text again, as newPostings got them.
func (p *postings) texts(count int) [][]feature {
	sizes, total := make([]int, count), 0
	for i := range p.features {
		for t, n := range p.of(i) {
			sizes[t] += n
			total += n
		}
	}
	all := make([]feature, 0, total)
	out := make([][]feature, count)
	for t, n := range sizes {
		out[t] = all[len(all) : len(all) : len(all)+n]
		all = all[:len(all)+n]
	}
	for i, f := range p.features {
		for t, n := range p.of(i) {
			for range n {
				out[t] = append(out[t], f)
			}
		}
	}
	return out
}
