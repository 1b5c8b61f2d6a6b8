// Package demo is a business to try Baton with: Tidewren, a small electronics shop that answers in English and Chinese.
//
// It is what `baton serve --demo` seeds an empty store with, the model for a first baton.yaml, and the fixture of the
// dialogue suites in dialogues/. Nothing in the engine knows it: everything here goes in through the doors that any
// installation uses, the configuration, the importer and the users.
//
// Products, prices, people and addresses are invented; telephone numbers and web addresses belong to nobody.
package demo

import (
	"embed"
	"io/fs"
	"slices"
)

//go:embed baton.yaml
var config []byte

//go:embed articles.jsonl
var articles []byte

// Config is the shop's baton.yaml.
func Config() []byte { return slices.Clone(config) }

// Articles are the shop's standard answers as JSON lines, one row per article and language, for the importer.
func Articles() []byte { return slices.Clone(articles) }

//go:embed shop
var shop embed.FS

// Shop is the shop's own site, a page with the chat in its corner.
func Shop() fs.FS {
	site, err := fs.Sub(shop, "shop")
	if err != nil { // only if the name is malformed
		panic(err)
	}
	return site
}

// Visitor is who has signed in on the shop's site, as the shop knows them.
type Visitor struct {
	ExternalID, Name, Email string
	Attributes              map[string]string
}

// SignedIn is who everybody is who signs in on the shop's site.
func SignedIn() Visitor {
	return Visitor{"4711", "Robin Vale", "robin@example.org", map[string]string{"order_no": "TW204518"}}
}

// User is somebody who works in the shop.
type User struct {
	ID    string   // names the user in baton.yaml's queues
	Name  string   // as the customer reads it
	Roles []string // people.Role
}

// Users are the people who work in the shop, with what they may do. The queues of Config name them as members.
func Users() []User {
	return []User{
		{"mina", "Mina", []string{"agent"}},
		{"jonas", "Jonas", []string{"agent"}},
		{"wei", "Wei", []string{"agent", "expert"}},
		{"priya", "Priya", []string{"editor"}},
		{"elena", "Elena", []string{"editor", "publisher"}},
		{"hong", "Hong", []string{"agent", "supervisor"}},
		{"ada", "Ada", []string{"admin"}},
	}
}
