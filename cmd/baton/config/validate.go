package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
)

// where finds the place of a path: the variable that set it, or its line, or that of the nearest key around it.
type where struct {
	*decoder
	variables map[string]string
}

func (w *where) wrong(path, format string, args ...any) { w.say(false, path, format, args...) }

// doubtful is for what works, but should not be left so.
func (w *where) doubtful(path, format string, args ...any) { w.say(true, path, format, args...) }

func (w *where) say(warning bool, path, format string, args ...any) {
	for _, broken := range w.broken {
		if path == broken || inside(path, broken) || inside(broken, path) {
			return
		}
	}
	message := fmt.Sprintf(format, args...)
	if variable, ok := w.variables[path]; ok {
		w.problems = append(w.problems, Problem{File: variable, Message: message, Warning: warning})
		return
	}
	at := w.places[path]
	for around := path; at.line == 0 && around != ""; {
		around = around[:max(0, strings.LastIndexAny(around, ".["))]
		at = w.places[around]
	}
	w.problems = append(w.problems, Problem{File: w.file, Line: at.line, Column: at.column, Message: path + ": " + message, Warning: warning})
}

// inside reports whether a path lies below another.
func inside(path, around string) bool {
	rest, ok := strings.CutPrefix(path, around)
	return ok && rest != "" && (rest[0] == '.' || rest[0] == '[')
}

// validate checks what each value must be by itself and together with others.
func validate(c *Config, w *where) {
	oneOf(w, "bot.mode", c.Bot.Mode, "off", "suggest", "answer")
	oneOf(w, "bot.wording", c.Bot.Wording, "verbatim", "adapt")
	for i, m := range c.Bot.Modes {
		path := fmt.Sprintf("bot.modes[%d]", i)
		if m.Mode == "" {
			w.wrong(path, "mode is missing")
			continue
		}
		oneOf(w, path+".mode", m.Mode, "off", "suggest", "answer")
	}
	oneOf(w, "log.level", c.Log.Level, "debug", "info", "warn", "error")
	oneOf(w, "log.format", c.Log.Format, "text", "json")
	notNegative(w, "", reflect.ValueOf(*c))
	if c.Store.Lease < 3*time.Second {
		w.wrong("store.lease", "must be at least 3s: it is renewed by a sweep that comes once a second")
	}
	if t := c.Webhooks.Timeout; t < 100*time.Millisecond || t > 20*time.Second {
		w.wrong("webhooks.timeout", "must be from 100ms to 20s")
	}
	thresholds(w, c.Bot.Thresholds)
	limits(w, c.Limits)
	server(w, c.Server)
	knowledge(w, c.Knowledge)
	model(w, c.Model)
	for i, o := range c.Web.Origins {
		origin(w, fmt.Sprintf("web.origins[%d]", i), o)
	}
	if _, err := time.LoadLocation(c.Business.Zone); err != nil || c.Business.Zone == "Local" {
		w.wrong("business.zone", "there is no time zone %q; use an IANA name such as Europe/Berlin", c.Business.Zone)
	}
	for _, p := range c.Config.Validate() {
		w.wrong(p.Path, "%s", p.Message)
	}
}

func oneOf(w *where, path, value string, allowed ...string) {
	if slices.Contains(allowed, value) {
		return
	}
	hint := "want " + strings.Join(allowed, ", ")
	if near := nearest(value, allowed); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	w.wrong(path, "there is no %q; %s", value, hint)
}

// notNegative checks the numbers of the sections: none of them means anything below zero.
func notNegative(w *where, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for name, index := range fieldsOf(v.Type()) {
			if len(index) == 1 { // what is embedded checks itself
				notNegative(w, join(path, name), v.FieldByIndex(index))
			}
		}
	case reflect.Int, reflect.Int64:
		if v.Int() < 0 {
			w.wrong(path, "must not be negative, found %d", v.Int())
		}
	case reflect.Float64:
		if v.Float() < 0 {
			w.wrong(path, "must not be negative, found %v", v.Float())
		}
	}
}

func limits(w *where, l Limits) {
	for name, r := range map[string]Rate{
		"address": l.Address, "opening": l.Opening, "conversation": l.Conversation, "principal": l.Principal, "login": l.Login,
	} {
		if (r.PerSecond == 0) != (r.Burst == 0) {
			w.wrong("limits."+name, "per_second and burst belong together; one of them is missing")
		}
	}
}

func thresholds(w *where, t Thresholds) {
	for path, p := range map[string]float64{"bot.thresholds.answer": t.Answer, "bot.thresholds.clarify": t.Clarify} {
		if p > 1 {
			w.wrong(path, "want a probability from 0 to 1, found %v", p)
		}
	}
	if t.Answer > 0 && t.Clarify > t.Answer {
		w.wrong("bot.thresholds.clarify", "%v is above answer, %v: nothing would ever be asked", t.Clarify, t.Answer)
	}
}

func server(w *where, s Server) {
	if _, port, err := net.SplitHostPort(s.Addr); err != nil || port == "" {
		w.wrong("server.addr", "%q is not host:port, for example 127.0.0.1:8080", s.Addr)
	}
	if s.PublicURL != "" {
		origin(w, "server.public_url", s.PublicURL)
	}
	for i, p := range s.TrustedProxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			if _, err := netip.ParseAddr(p); err != nil {
				w.wrong(fmt.Sprintf("server.trusted_proxies[%d]", i), "%q is neither an address nor a network such as 10.0.0.0/8", p)
			}
		}
	}
	if (s.TLSCert == "") != (s.TLSKey == "") {
		w.wrong("server.tls_cert", "tls_cert and tls_key belong together; one of them is missing")
	}
}

func knowledge(w *where, k Knowledge) {
	if len(k.Locales) == 0 {
		w.wrong("knowledge.locales", "name at least one language")
	} else if !slices.Contains(k.Locales, k.DefaultLocale) {
		w.wrong("knowledge.default_locale", "%q is not among locales: %s", k.DefaultLocale, strings.Join(k.Locales, ", "))
	}
	for i, l := range k.Locales {
		oneOf(w, fmt.Sprintf("knowledge.locales[%d]", i), l, "en", "zh")
	}
	for i, s := range k.Sites {
		if u, err := url.Parse(s); err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			w.wrong(fmt.Sprintf("knowledge.sites[%d]", i), "%q is not an address such as https://docs.example.org", s)
		}
	}
}

// origin checks a site as browsers name it: scheme and host, nothing after it.
func origin(w *where, path, value string) {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		w.wrong(path, "%q is not a site such as https://shop.example.org", value)
	}
}
