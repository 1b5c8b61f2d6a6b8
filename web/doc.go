// Package web holds the front ends, built into the binary: the widget that a site embeds and the console in which people
// work. Their sources are in widget and console; `make build` puts what they become into dist, which this package embeds.
// Without that, as after a plain `go build`, the pages say how to build them.
//
// What it promises: no page loads anything from elsewhere, runs a script that is not a file of ours, or can be framed;
// what is cached for good has a name that changes with its content.
package web
