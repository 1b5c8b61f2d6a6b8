package evals

import (
	"math"
	"slices"
	"strings"

	"github.com/batondesk/baton/retrieval"
)

// retrievalMetrics computes, as shares from 0 to 1:
//
//	recall_at_1, recall_at_5, mrr_at_10   of the answerable queries
//	oos_auroc, oos_recall_at_95_coverage  telling unanswerable queries by Answerable, on which the bot abstains; with _near and
//	                                      _far for queries of the same field and of another
//	calibration_error                     expected calibration error of Confidence, over ten bins of equal width
//	precision_answered                    right answers among the answers given at the thresholds
//	coverage                              answerable queries that were given an answer, right or wrong
//	answered_right                        answerable queries that were given the right answer
//	clarified                             queries that were asked back
//	answered_oos, _near, _far             unanswerable queries that were given an answer
//
// What has no queries to be measured on is left out.
func retrievalMetrics(asked []searched, t retrieval.Thresholds) map[string]float64 {
	m := map[string]float64{}
	var in []searched
	for _, s := range asked {
		if s.answerable() {
			in = append(in, s)
		}
	}
	if len(in) > 0 {
		m["recall_at_1"] = share(in, func(s searched) bool { return s.rank() == 1 })
		m["recall_at_5"] = share(in, func(s searched) bool { return s.rank() >= 1 && s.rank() <= 5 })
		for _, s := range in {
			if r := s.rank(); r >= 1 && r <= 10 {
				m["mrr_at_10"] += 1 / float64(r) / float64(len(in))
			}
		}
	}
	answered := func(s searched) bool { return t.Verdict(s.result) == retrieval.Answer }
	for _, part := range []string{"", "near", "far"} {
		var out []searched
		for _, s := range asked {
			if !s.answerable() && strings.HasPrefix(s.query.Tag, part) {
				out = append(out, s)
			}
		}
		suffix := strings.TrimSuffix("_"+part, "_")
		if len(out) == 0 {
			continue
		}
		m["answered_oos"+suffix] = share(out, answered)
		if len(in) > 0 {
			m["oos_auroc"+suffix] = auroc(answerability(in), answerability(out))
			m["oos_recall_at_95_coverage"+suffix] = recallAtCoverage(answerability(in), answerability(out), 0.95)
		}
	}
	m["calibration_error"] = calibrationError(asked)
	m["clarified"] = share(asked, func(s searched) bool { return t.Verdict(s.result) == retrieval.Clarify })
	if len(in) > 0 {
		m["coverage"] = share(in, answered)
		m["answered_right"] = share(in, func(s searched) bool { return answered(s) && s.rank() == 1 })
	}
	if given := slices.DeleteFunc(slices.Clone(asked), func(s searched) bool { return !answered(s) }); len(given) > 0 {
		m["precision_answered"] = share(given, func(s searched) bool { return s.rank() == 1 })
	}
	return m
}

func share(of []searched, is func(searched) bool) float64 {
	n := 0
	for _, s := range of {
		if is(s) {
			n++
		}
	}
	return float64(n) / float64(len(of))
}

// answerability gives what the bot decides by between answering and abstaining, in ascending order.
func answerability(of []searched) []float64 {
	out := make([]float64, len(of))
	for i, s := range of {
		out[i] = s.result.Answerable
	}
	slices.Sort(out)
	return out
}

// auroc is the probability that one of in is higher than one of out, ties counting half. Both are sorted.
func auroc(in, out []float64) float64 {
	sum := 0.0
	for _, x := range in {
		below, _ := slices.BinarySearch(out, x)
		upTo, _ := slices.BinarySearch(out, math.Nextafter(x, math.Inf(1)))
		sum += float64(below+upTo) / 2
	}
	return sum / float64(len(in)*len(out))
}

// recallAtCoverage is the share of out below the threshold that lets the given share of in pass. Both are sorted.
func recallAtCoverage(in, out []float64, coverage float64) float64 {
	threshold := in[int(float64(len(in))*(1-coverage))]
	refused, _ := slices.BinarySearch(out, threshold)
	return float64(refused) / float64(len(out))
}

func calibrationError(asked []searched) float64 {
	const bins = 10
	var said, was [bins]float64
	for _, s := range asked {
		bin := min(int(s.result.Confidence*bins), bins-1)
		said[bin] += s.result.Confidence
		if s.rank() == 1 {
			was[bin]++
		}
	}
	sum := 0.0
	for i := range said {
		sum += math.Abs(said[i] - was[i])
	}
	return sum / float64(max(len(asked), 1))
}
