package evals

import "math"

// observation is one row of a logistic regression. A constant feature makes an intercept.
type observation struct {
	x      []float64
	y      bool
	weight float64
}

// fitLogistic fits a logistic regression by iteratively reweighted least squares, with a little ridge so that it exists.
func fitLogistic(rows []observation) []float64 {
	const rounds, ridge = 25, 0.1
	n := len(rows[0].x)
	b := make([]float64, n)
	for range rounds {
		system := make([][]float64, n) // normal equations; the last column is the right side
		for i := range system {
			system[i] = make([]float64, n+1)
			system[i][i] = ridge
			system[i][n] = -ridge * b[i]
		}
		for _, r := range rows {
			z := 0.0
			for i, x := range r.x {
				z += b[i] * x
			}
			p := 1 / (1 + math.Exp(-z))
			miss := -p
			if r.y {
				miss = 1 - p
			}
			for i, x := range r.x {
				if x == 0 {
					continue
				}
				system[i][n] += r.weight * miss * x
				for j, y := range r.x {
					system[i][j] += r.weight * p * (1 - p) * x * y
				}
			}
		}
		for i, step := range solve(system) {
			b[i] += step
		}
	}
	return b
}

// solve solves a system of linear equations with a positive definite matrix by Gaussian elimination, in place.
func solve(system [][]float64) []float64 {
	n := len(system)
	for i := range n {
		for j := i + 1; j < n; j++ {
			f := system[j][i] / system[i][i]
			for c := i; c <= n; c++ {
				system[j][c] -= f * system[i][c]
			}
		}
	}
	x := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		x[i] = system[i][n]
		for j := i + 1; j < n; j++ {
			x[i] -= system[i][j] * x[j]
		}
		x[i] /= system[i][i]
	}
	return x
}

func logit(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}
