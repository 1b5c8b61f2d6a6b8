// Package config reads baton.yaml: one file, every key optional, read strictly. All that is wrong with it is reported at
// once, each problem with the line where it can be put right; a misspelt key is a problem and not silently nothing.
//
// An environment variable BATON_SECTION_KEY overrides section.key (BATON_BOT_THRESHOLDS_ANSWER overrides
// bot.thresholds.answer); lists are written with commas. Secrets come from such variables or from files (secret_file);
// in the yaml itself they work, with a warning.
//
// Weak at: one file cannot include another, and YAML anchors are refused.
package config

import (
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
)

// Config is everything that can be set. The help tags are what the JSON Schema and docs/configuration.md say.
type Config struct {
	Server    Server    `json:"server" help:"The HTTP server."`
	Store     Store     `json:"store" help:"Where everything is kept."`
	Web       Web       `json:"web" help:"Front ends in browsers."`
	Limits    Limits    `json:"limits" help:"How much one caller may ask for."`
	Bot       Bot       `json:"bot" help:"What the bot may do, and its timers."`
	Knowledge Knowledge `json:"knowledge" help:"Articles and phrases."`
	Model     Model     `json:"model" help:"Model services: OpenAI's, or one that speaks the same protocol."`
	Retrieval Retrieval `json:"retrieval" help:"How answers are looked for."`
	Webhooks  Webhooks  `json:"webhooks" help:"Services outside that are told what happens."`
	Identity  Identity  `json:"identity" help:"How a website vouches for its signed-in customers."`
	Business  Business  `json:"business" help:"Who you are."`
	Log       Log       `json:"log" help:"What goes to stderr."`

	handoff.Config
}

// Server is the HTTP server.
type Server struct {
	Addr           string   `json:"addr" help:"Address to listen on, host:port. Default 127.0.0.1:8080: this machine only."`
	PublicURL      string   `json:"public_url" help:"How the outside reaches the server, for example https://help.example.org; hints printed at the start name it."`
	TrustedProxies []string `json:"trusted_proxies" help:"Addresses or networks (10.0.0.0/8) whose X-Forwarded-For is believed. Default: none."`
	TLSCert        string   `json:"tls_cert" help:"File with the certificate chain, to serve HTTPS without a proxy."`
	TLSKey         string   `json:"tls_key" help:"File with the certificate's key."`

	Drain    time.Duration `json:"drain" help:"How long a stopping server still takes requests after /readyz has turned off, until load balancers have noticed. Default 0s; behind one some seconds."`
	Shutdown time.Duration `json:"shutdown" help:"How long a stopping server then waits for work in flight. Default 10s."`
}

// Store is where everything is kept.
type Store struct {
	Data            string `json:"data" help:"Folder of the embedded database. Default ./baton-data."`
	DatabaseURL     string `json:"database_url" help:"A database server to use instead of the folder." secret:"true"`
	DatabaseURLFile string `json:"database_url_file" help:"File with the database_url, to keep its password out of this one."`

	Connections int           `json:"connections" help:"Most connections of this server to the database server. Default: its driver's, 10."`
	Lease       time.Duration `json:"lease" help:"How long a turn belongs to one server before another may take it up; longer ones are renewed. Default 10s, at least 3s."`
}

// Web is about front ends in browsers.
type Web struct {
	Origins []string `json:"origins" help:"Sites that may embed the chat, for example https://shop.example.org. Default: none."`
}

// Limits protect the server. A rate or number left out has the default of api.Limits.
type Limits struct {
	Enabled bool `json:"enabled" help:"Default true; false lifts all rates, for a load test. Sizes are always limited."`

	MessageChars int   `json:"message_chars" help:"Longest message, in characters. Default 10000."`
	BodyBytes    int64 `json:"body_bytes" help:"Largest request that is no import, in bytes. Default 262144."`
	ImportBytes  int64 `json:"import_bytes" help:"Largest import over HTTP, in bytes. Default 67108864."`

	Address      Rate `json:"address" help:"All requests from one address. Default 50 per second, burst 300."`
	Opening      Rate `json:"opening" help:"New conversations from one address. Default 1 per second, burst 30."`
	Conversation Rate `json:"conversation" help:"What a customer writes to one conversation. Default 2 per second, burst 20."`
	Principal    Rate `json:"principal" help:"Requests with one key or of one user. Default 50 per second, burst 300."`
	Login        Rate `json:"login" help:"Attempts to log in, per name and per address. Default 1 in 10 seconds, burst 5."`

	StreamsPerConversation int `json:"streams_per_conversation" help:"Event streams open at once in one conversation. Default 8."`
	StreamsPerAddress      int `json:"streams_per_address" help:"Event streams open at once from one address. Default 200."`
	StreamsPerPrincipal    int `json:"streams_per_principal" help:"Event streams open at once with one key or of one user. Default 20."`
}

// Rate is a token bucket.
type Rate struct {
	PerSecond float64 `json:"per_second" help:"How many in the long run."`
	Burst     int     `json:"burst" help:"How many at once."`
}

// Bot is what the bot may do.
type Bot struct {
	Mode         string        `json:"mode" help:"off: never; suggest: only shown to the human; answer: speaks to the customer. Default answer." enum:"off,suggest,answer"`
	Modes        []Mode        `json:"modes" help:"Exceptions to mode; of several that fit the first one counts."`
	Wording      string        `json:"wording" help:"verbatim: approved answers go out as they were approved; adapt: where model.chat is set, it may join and shorten them, sentence by sentence from what is approved. Default verbatim." enum:"verbatim,adapt"`
	Settle       time.Duration `json:"settle" help:"How long to wait for more of a burst, for channels that do not say when the customer types. Default 0s."`
	Thresholds   Thresholds    `json:"thresholds" help:"Confidence limits. Left out, they are the ones fitted for this version."`
	SilenceAfter time.Duration `json:"silence_after" help:"After this silence the customer's concern counts as resolved. Default 24h."`
	CloseAfter   time.Duration `json:"close_after" help:"After this silence a resolved conversation is closed. Default 72h."`
	Workers      int           `json:"workers" help:"Conversations that the sweep takes up at once, after a failure for example; new messages are worked on besides. Default 100."`
}

// Mode is an exception to bot.mode for the conversations that fit all that it names.
type Mode struct {
	Channel string `json:"channel" help:"Only this channel."`
	Locale  string `json:"locale" help:"Only this language."`
	Tag     string `json:"tag" help:"Only conversations with this tag."`
	Mode    string `json:"mode" help:"The mode for them." enum:"off,suggest,answer"`
}

// Thresholds are calibrated probabilities that the best article answers the question.
type Thresholds struct {
	Answer  float64 `json:"answer" help:"From here on the article is given as the answer. 0 to 1." max:"1"`
	Clarify float64 `json:"clarify" help:"From here on the customer is asked which was meant. 0 to 1, not above answer." max:"1"`
}

// Knowledge is about articles and phrases.
type Knowledge struct {
	FourEyes      bool              `json:"four_eyes" help:"Whoever wrote a text does not publish it. Default true."`
	DefaultLocale string            `json:"default_locale" help:"Language of a customer who has not shown one. Default en."`
	Locales       []string          `json:"locales" help:"Languages that customers are served in. Default en, zh."`
	Variables     map[string]string `json:"variables" help:"What {name} in an approved text stands for."`
	Sites         []string          `json:"sites" help:"Sites, or addresses below which pages may be read as documents: https://docs.example.org. Default: none."`
	AllowPrivate  bool              `json:"allow_private" help:"Sites may be at private and loopback addresses. Default false: only public servers."`
}

// Retrieval is about how answers are looked for.
type Retrieval struct {
	DatabaseFrom int `json:"database_from" help:"From this number of published articles on, a database server is searched instead of memory. Default 10000."`
}

// Identity is how a website vouches for its signed-in customers.
type Identity struct {
	Secret     string        `json:"secret" help:"Shared secret of the signatures. Better in BATON_IDENTITY_SECRET or secret_file." secret:"true"`
	SecretFile string        `json:"secret_file" help:"File with the secret."`
	MaxAge     time.Duration `json:"max_age" help:"How old a signature may be. Default 24h."`
}

// Webhooks are services outside that are told what happens. Which they are is set over HTTP.
type Webhooks struct {
	AllowPrivate bool          `json:"allow_private" help:"Call private, loopback and other special addresses too, and any port. Default false: only public servers."`
	AllowHTTP    bool          `json:"allow_http" help:"Call http:// too. Default false: only https://."`
	Timeout      time.Duration `json:"timeout" help:"How long one call may take. Default 10s, at most 20s."`
	Keep         time.Duration `json:"keep" help:"How long what was delivered stays in the log. Default 168h."`
	KeepDead     time.Duration `json:"keep_dead" help:"How long what was given up stays there and can be replayed. Default 720h."`
}

// Business is who you are.
type Business struct {
	Name string `json:"name" help:"Your name; {business} in approved texts stands for it."`
	Zone string `json:"zone" help:"IANA time zone, for example Europe/Berlin. Default UTC."`
}

// Log is what goes to stderr.
type Log struct {
	Level  string `json:"level" help:"Default info." enum:"debug,info,warn,error"`
	Format string `json:"format" help:"Default text." enum:"text,json"`
}

// Default is the configuration of an empty file.
func Default() Config {
	timers := conversation.DefaultTimers()
	return Config{
		Server:    Server{Addr: "127.0.0.1:8080", Shutdown: 10 * time.Second},
		Store:     Store{Data: "./baton-data", Lease: 10 * time.Second},
		Limits:    Limits{Enabled: true},
		Bot:       Bot{Mode: "answer", Wording: "verbatim", SilenceAfter: timers.Silence, CloseAfter: timers.Close, Workers: 100},
		Knowledge: Knowledge{FourEyes: true, DefaultLocale: "en", Locales: []string{"en", "zh"}},
		Model:     Model{EmbeddingWait: 400 * time.Millisecond, ConnectTimeout: time.Second, Timeout: 8 * time.Second, Retries: 1, Concurrency: 128, BreakAfter: 5, BreakFor: 30 * time.Second},
		Retrieval: Retrieval{DatabaseFrom: 10_000},
		Webhooks:  Webhooks{Timeout: 10 * time.Second, Keep: 7 * 24 * time.Hour, KeepDead: 30 * 24 * time.Hour},
		Identity:  Identity{MaxAge: 24 * time.Hour},
		Business:  Business{Zone: "UTC"},
		Log:       Log{Level: "info", Format: "text"},
	}
}
