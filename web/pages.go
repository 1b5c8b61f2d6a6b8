package web

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed all:dist
var dist embed.FS

// Pages are what people look at, by path; a path that ends in a slash stands for everything below it. shop is a folder
// with a page that shows the widget, served at /shop/; nil for none.
func Pages(shop fs.FS) map[string]http.Handler {
	console, widget := folder("dist/console"), folder("dist/widget")
	pages := map[string]http.Handler{
		"/":          http.RedirectHandler("/console/", http.StatusFound),
		"/console":   http.RedirectHandler("/console/", http.StatusMovedPermanently),
		"/console/":  unbuilt("/console/"),
		"/widget.js": unbuilt("/widget.js"),
	}
	if console.has(index) {
		pages["/console/"] = http.StripPrefix("/console/", application{console})
	}
	if widget.has("widget.js") {
		pages["/widget.js"] = embeddable{widget, "widget.js"}
	}
	if shop != nil {
		pages["/shop"] = http.RedirectHandler("/shop/", http.StatusMovedPermanently)
		pages["/shop/"] = http.StripPrefix("/shop/", site{newFiles(shop)})
	}
	return pages
}

// folder is a part of what was built; it is empty when nothing was.
func folder(name string) files {
	part, err := fs.Sub(dist, name)
	if err != nil { // only if the name is malformed
		panic(err)
	}
	return newFiles(part)
}
