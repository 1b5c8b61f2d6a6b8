package config

import (
	"cmp"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Model is about model services. Without chat and embedding the bot works without a model.
type Model struct {
	Chat          string     `json:"chat" help:"Model that reads what the bot alone does not understand, for example gpt-5-mini. Default: none."`
	Embedding     string     `json:"embedding" help:"Model that makes vectors of articles and questions, for example text-embedding-3-small. Default: none, those of this program."`
	Endpoints     []Endpoint `json:"endpoints" help:"The services, in order of preference. Default: the one of OPENAI_BASE_URL, which is OpenAI's if not set, with OPENAI_API_KEY."`
	CrossLanguage bool       `json:"cross_language" help:"A question may find articles in another language than its own; needs a multilingual embedding model. Default false."`

	CalibrationFile string        `json:"calibration_file" help:"File with what baton eval retrieval --fit printed for the embedding model. Default: none, a cautious way for models unknown."`
	EmbeddingWait   time.Duration `json:"embedding_wait" help:"How long a search waits for the vector of a question; then it does without. Default 400ms."`

	ConnectTimeout time.Duration `json:"connect_timeout" help:"How long to wait for a connection. Default 1s."`
	Timeout        time.Duration `json:"timeout" help:"How long a call may take, with all its attempts at all services. Default 8s."`
	Retries        int           `json:"retries" help:"Further attempts at the same service when one fails. Default 1."`
	Concurrency    int           `json:"concurrency" help:"Calls at once, for answers and for vectors each. Default 128."`
	BreakAfter     int           `json:"break_after" help:"Failures in a row after which a service is left alone; one is enough if there is no connection. Default 5."`
	BreakFor       time.Duration `json:"break_for" help:"How long it is left alone before one call tries whether it is back. Default 30s."`

	BudgetTokens int64   `json:"budget_tokens" help:"Tokens per day of business.zone, all servers and services together; then the bot works without a model until the next day. Default 0: no limit."`
	BudgetCost   float64 `json:"budget_cost" help:"What a day may cost, in the currency of the prices. Default 0: no limit."`
	Currency     string  `json:"currency" help:"What prices are in, to be shown with costs: USD, for example."`
}

// Endpoint is one model service.
type Endpoint struct {
	Name            string  `json:"name" help:"What metrics and logs call it. Default: the host of its url."`
	URL             string  `json:"url" help:"Its address with the version, for example http://127.0.0.1:11434/v1. Default: that of OPENAI_BASE_URL."`
	KeyFile         string  `json:"key_file" help:"File with its key. Default: OPENAI_API_KEY where url is that of OPENAI_BASE_URL, else no key."`
	Chat            string  `json:"chat" help:"Its model for chat. Default: model.chat, unless this service is only given an embedding."`
	Embedding       string  `json:"embedding" help:"Its model for embedding. Default: model.embedding, unless this service is only given a chat."`
	PromptPrice     float64 `json:"prompt_price" help:"Price of a million tokens sent to chat."`
	CompletionPrice float64 `json:"completion_price" help:"Price of a million tokens that chat answers."`
	EmbeddingPrice  float64 `json:"embedding_price" help:"Price of a million tokens sent to embedding."`

	Key string `json:"-"` // read from KeyFile or the environment
}

// openAI is where OPENAI_BASE_URL leads if it is not set.
const openAI = "https://api.openai.com/v1"

// services completes the endpoints: with the variables that everybody's tools use, and the models of the section. A
// section without a model has none.
func services(m *Model, environ []string, w *where) {
	base, key := strings.TrimRight(cmp.Or(lookup(environ, "OPENAI_BASE_URL"), openAI), "/"), lookup(environ, "OPENAI_API_KEY")
	if len(m.Endpoints) == 0 && m.Chat+m.Embedding != "" {
		m.Endpoints = []Endpoint{{}}
		if w.variables["model.endpoints[0].url"] = "OPENAI_BASE_URL"; base == openAI {
			w.variables["model.endpoints[0].url"] = "OPENAI_API_KEY"
		}
	}
	for i := range m.Endpoints {
		e := &m.Endpoints[i]
		e.URL = strings.TrimRight(cmp.Or(e.URL, base), "/")
		if e.Key == "" && e.KeyFile == "" && e.URL == base {
			e.Key = key
		}
		if e.Chat+e.Embedding == "" {
			e.Chat, e.Embedding = m.Chat, m.Embedding
		}
		if u, err := url.Parse(e.URL); err == nil && e.Name == "" {
			e.Name = u.Host
		}
	}
}

// lookup is the value of a variable of the environment.
func lookup(environ []string, name string) string {
	for _, entry := range environ {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

var endpointName = regexp.MustCompile(`^[a-z0-9][a-z0-9._:-]{0,62}$`)

func model(w *where, m Model) {
	if len(m.Endpoints) == 0 {
		if m.CrossLanguage {
			w.wrong("model.cross_language", "needs an embedding model: set model.embedding")
		}
		return
	}
	if m.ConnectTimeout < 50*time.Millisecond || m.ConnectTimeout > 30*time.Second {
		w.wrong("model.connect_timeout", "must be from 50ms to 30s")
	}
	if m.Timeout < m.ConnectTimeout || m.Timeout > 2*time.Minute {
		w.wrong("model.timeout", "must be from connect_timeout to 2m: a customer waits for it")
	}
	for path, n := range map[string]int{"model.concurrency": m.Concurrency, "model.break_after": m.BreakAfter} {
		if n < 1 {
			w.wrong(path, "must be at least 1")
		}
	}
	if m.Retries > 5 {
		w.wrong("model.retries", "must be from 0 to 5")
	}
	names, embeds, prices := map[string]bool{}, false, 0.0
	for i, e := range m.Endpoints {
		endpoint(w, fmt.Sprintf("model.endpoints[%d]", i), e)
		if names[e.Name] {
			w.wrong(fmt.Sprintf("model.endpoints[%d].name", i), "another endpoint is called %q too; give each a name", e.Name)
		}
		names[e.Name], embeds = true, embeds || e.Embedding != ""
		prices += e.PromptPrice + e.CompletionPrice + e.EmbeddingPrice
	}
	if m.CrossLanguage && !embeds {
		w.wrong("model.cross_language", "needs an embedding model: set model.embedding")
	}
	if m.BudgetCost > 0 && prices == 0 {
		w.wrong("model.budget_cost", "no endpoint has a price, so that it would never be reached; set prompt_price, completion_price and embedding_price")
	}
}

func endpoint(w *where, path string, e Endpoint) {
	u, err := url.Parse(e.URL)
	switch {
	case err == nil && u.User != nil:
		w.wrong(path+".url", "must not hold a user or a password; keys come from OPENAI_API_KEY or key_file")
		return
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "":
		w.wrong(path+".url", "%q is not an address such as https://api.openai.com/v1", shorten(e.URL))
		return
	case e.Chat+e.Embedding == "":
		w.wrong(path, "has no model: set chat or embedding here, or model.chat or model.embedding")
	case e.URL == openAI && e.Key == "" && e.KeyFile == "":
		w.wrong(path+".url", "%s needs a key: set OPENAI_API_KEY or key_file, or the address of another service", u.Host)
	case u.Scheme == "http" && e.Key != "" && !nearby(u.Hostname()):
		w.doubtful(path+".url", "the key goes to %s unencrypted; use https://", u.Host)
	case strings.ContainsFunc(e.Key, func(r rune) bool { return r <= ' ' || r > '~' }):
		w.wrong(path+".key_file", "the key has characters that no key has")
	}
	if !endpointName.MatchString(e.Name) {
		w.wrong(path+".name", "%q is not a name of small letters, digits, dots and hyphens", shorten(e.Name))
	}
	for key, price := range map[string]float64{"prompt_price": e.PromptPrice, "completion_price": e.CompletionPrice, "embedding_price": e.EmbeddingPrice} {
		if price < 0 {
			w.wrong(path+"."+key, "must not be negative, found %v", price)
		}
	}
}

// nearby reports that what is sent to a host does not cross the Internet.
func nearby(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	return host == "localhost" || !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal") || strings.HasSuffix(host, ".svc")
}
