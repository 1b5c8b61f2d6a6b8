// Package webhook calls endpoints over HTTP: signed as the Standard Webhooks specification 1.0.0 says
// (https://www.standardwebhooks.com, HMAC-SHA256), and careful about where it calls.
//
// It promises: nothing is sent to an address that is not somebody's public server, whatever a name stands for at that
// moment, unless that is allowed; no redirect is followed; a call ends within its time whatever the other side does, and
// little of the answer is read, of which only the status is kept. Proxies of the environment are not used: they would call
// for us where we would not.
//
// Weak at: an endpoint that is slow on purpose occupies one of its own few places for the whole time of a call.
package webhook
