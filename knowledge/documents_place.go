package knowledge

import "slices"

// placeStep is the distance between the places of passages that are imported together. What is put between two later takes
// a place between theirs, so that the others keep their own.
const placeStep = 1_000_000

// place gives every passage its place and reports which articles stand in another order than before: as few as possible,
// so that of two sections that changed places only one has moved. Articles in order keep their places.
func place(old []kept, now []found, match []int) (reordered []bool) {
	reordered = make([]bool, len(now))
	var before []int // articles in use, in the new order
	for i, m := range match {
		if m >= 0 && !old[m].gone && !old[m].withdrawn {
			before = append(before, i)
		}
	}
	still := longestRun(before, func(i int) int { return old[match[i]].Origin.Place })
	fixed := map[int]bool{}
	for _, i := range still {
		fixed[i] = true
		now[i].place = old[match[i]].Origin.Place
	}
	for _, i := range before {
		reordered[i] = !fixed[i]
	}
	last := 0 // place of the passage before the gap
	for i := 0; i < len(now); {
		if fixed[i] {
			last = now[i].place
			i++
			continue
		}
		end := i
		for end < len(now) && !fixed[end] {
			end++
		}
		room := placeStep * (end - i + 1)
		if end < len(now) {
			room = now[end].place - last
		}
		for n := i; n < end; n++ { // where there is no room they share a place
			now[n].place = last + max(room, 0)*(n-i+1)/(end-i+1)
		}
		i = end
	}
	return reordered
}

// longestRun is a longest subsequence of which the values do not fall.
func longestRun(items []int, value func(int) int) []int {
	var (
		tails []int // tails[n]: where the best run of n+1 items ends
		prev  = make([]int, len(items))
	)
	for i, item := range items {
		n, _ := slices.BinarySearchFunc(tails, value(item), func(tail, v int) int {
			if value(items[tail]) <= v {
				return -1
			}
			return 1
		})
		prev[i] = -1
		if n > 0 {
			prev[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	run := make([]int, len(tails))
	if len(tails) > 0 {
		for n, i := len(tails)-1, tails[len(tails)-1]; i >= 0; n, i = n-1, prev[i] {
			run[n] = items[i]
		}
	}
	return run
}
