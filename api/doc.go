// Package api is Baton's door on the network: the HTTP contract of the design page, typed, documented in OpenAPI 3.1 at
// /openapi.json, and guarded.
//
// Two kinds of callers come through it. A customer's browser holds a token that opens one conversation and shows what a
// customer may see, nothing else. People and programs who work here hold a session or an API key; routes.go says in one
// block which permission each route needs, and sight.go which conversations a person may see.
//
// What it promises: every error is an RFC 9457 problem; a request body is read strictly and never beyond its limit; an
// acknowledged POST is durable and may be repeated; a stream delivers every event its reader may see exactly once and in
// order, across any number of reconnects; nothing a customer wrote, no name and no secret reaches a log line or a metric.
//
// What it is weak at: rate limits, throttles and stream counts are kept in memory, so with several replicas each replica
// counts for itself.
package api
