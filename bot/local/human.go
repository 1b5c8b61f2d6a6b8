package local

// Words for somebody to talk to. Staff say by themselves that somebody works here; people need a word beside them that
// says so ("a real person"), or a verb of talking before them.
var (
	staff = set("human", "humans", "agent", "agents", "operator", "operators", "representative", "representatives", "rep", "reps", "advisor",
		"adviser", "advisors", "manager", "supervisor", "specialist", "receptionist", "concierge", "staff", "csr", "consultant", "colleague", "employee")
	people = set("person", "someone", "somebody", "anyone", "anybody", "people", "human", "assistant", "attendant", "worker", "workers",
		"member", "boss", "expert", "technician", "teller", "clerk", "individual", "guy", "lady", "team", "department", "desk", "everyone",
		"reception", "restaurant", "hotel", "shop", "store", "branch", "office", "service", "support", "professional", "being", "persons")
	talk = set("speak", "speaking", "talk", "talking", "chat", "chatting", "spoke", "converse", "discuss", "communicate", "contact", "contacting", "reach", "reaching")
	// with neighbouring letters swapped, as fast typing does
	listen = set("to", "ot", "with", "wiht", "w", "on", "2", "too", "through", "into")
	pass   = set("put", "patch", "pass", "transfer", "connect", "forward", "redirect", "switch", "route", "hand", "escalate", "send", "direct", "bring", "take", "link", "hook")
	wish   = set("want", "need", "prefer", "like", "require", "wanna", "demand")
	// compounds are words that make of a staff word before them a thing: "human resources", "agent fees".
	compounds = set("rights", "error", "resources", "agency", "fee", "fees", "body", "code", "number", "'s", "id", "account", "accounts", "app", "version",
		"discount", "portal", "role", "readable", "training", "intelligence", "handbook", "license", "licence", "dashboard", "mode")
)

// wantsHuman reports whether the customer asks for a person.
func (t *text) wantsHuman() bool {
	if t.hanWantsHuman() || t.onlyStaff() || t.rejectsMachine() {
		return true
	}
	for i := range t.tokens {
		if t.kind(i) == word && t.wishAt(i) && !t.declined(i) {
			return true
		}
	}
	return false
}

var determiners = set("a", "an", "the", "real", "live", "actual", "human", "another", "some", "your", "different", "to", "proper", "damn", "bloody", "fucking",
	"have", "get", "customer", "service", "support", "physical", "living", "right")

// wishAt reads one wish at token i: to talk to somebody, to be called, to be passed on, to get somebody.
func (t *text) wishAt(i int) bool {
	w := t.at(i)
	switch {
	case talk[w]:
		return t.talkTo(i) || t.mentions(max(0, i-3), 3, "who", "whom") && listen[t.at(i+1)] && t.mentions(max(0, i-3), 3, "i", "we")
	case w == "live":
		return t.is(i+1, "help", "chat", "support", "assistance", "operator") && !t.mentions(max(0, i-4), 4, "your", "no", "have", "is")
	case (w == "help" || w == "assistance" || w == "support") && t.at(i+1) == "from":
		return t.person(i+2, 4)
	case w == "word":
		return t.is(i-1, "a", "quick") && t.at(i+1) == "with" && t.somebody(i+2, 6, true)
	case staff[w] || w == "someone" || w == "somebody" || w == "anyone" || w == "anybody":
		return !compounds[t.at(i+1)] && t.callMe(i+1, 5) && !t.mentions(i+1, 4, "said", "told", "promised", "supposed", "never", "did", "didn't", "not", "tried")
	case pass[w] && t.is(i+1, "me", "us", "this", "it", "my"):
		if w == "send" && !t.is(i+2, "to") {
			return false
		}
		me := t.is(i+1, "me", "us")
		return me && (t.is(i+2, "through", "over", "across") || t.passedOn(i)) || t.somebody(i+2, 7, me && (w == "put" || w == "transfer" || w == "connect" || w == "hook"))
	case w == "escalate":
		return t.is(i+1, "to") && t.somebody(i+1, 5, true)
	case w == "get" || w == "give" || w == "find" || w == "fetch":
		return (t.is(i+1, "me", "us") || t.is(i+1, "a", "an")) && t.person(i+1, 5) || t.is(i+1, "someone", "somebody") && t.is(i+2, "else", "on", "to", "real")
	case wish[w]:
		if t.is(i-1, "i", "we") && t.is(i-2, "do", "did", "should", "would", "will") {
			return false // "do I need a person at home?"
		}
		k := i + 1
		for determiners[t.at(k)] && (!staff[t.at(k)] || staff[t.at(k+1)] || people[t.at(k+1)]) {
			k++
		}
		return k-i <= 5 && (staff[t.at(k)] || people[t.at(k)]) && t.person(k, 1)
	case w == "have" || w == "let" || w == "ask" || w == "get":
		return t.is(i+1, "a", "an", "your", "someone", "somebody", "one") && t.person(i+1, 4) && t.mentions(i, 9, "call", "contact", "ring", "phone", "reach", "help")
	case w == "any":
		return t.person(i+1, 3) && t.mentions(i, 7, "available", "around", "online", "there", "free")
	case w == "can" || w == "could" || w == "will" || w == "would":
		return (t.is(i+1, "a", "an", "any", "some", "your", "one") && t.person(i+1, 4) ||
			t.is(i+1, "someone", "somebody", "anyone", "anybody") && t.is(i+2, "real", "human", "else", "alive")) &&
			t.mentions(i, 9, "help", "assist", "answer", "look", "call", "contact", "join", "explain", "handle", "reply", "respond", "deal")
	case w == "call" && t.is(i+1, "me") && t.is(i+2, "back"):
		return !t.is(i-1, "will", "didn't", "not", "never", "don't")
	case w == "is" && t.is(i+1, "a", "any", "some"):
		return t.person(i+1, 4) && t.mentions(i, 6, "available", "around", "online")
	case w == "is" && t.is(i+1, "there", "anyone", "anybody"):
		return (t.person(i+2, 5) || t.mentions(i+1, 5, "person", "anyone", "anybody", "someone", "somebody")) &&
			t.mentions(i+2, 8, "real", "there", "talk", "speak", "chat", "human")
	}
	return false
}

// talkTo reads "speak to ...": somebody must follow, and not only a subject ("talk about my loan").
func (t *text) talkTo(i int) bool {
	if t.is(i-1, "i", "we") && t.is(i-2, "am", "are", "was", "were", "did", "have", "had") {
		return false // "am I speaking to a person?"
	}
	w := t.at(i)
	at := i + 1
	direct := w == "contact" || w == "contacting" || w == "reach" || w == "reaching"
	if !listen[t.at(at)] && !direct {
		if t.is(at, "directly", "again", "now") && listen[t.at(at+1)] {
			at++
		} else {
			return false
		}
	}
	if w == "reach" || w == "reaching" {
		return t.person(at, 4)
	}
	if direct {
		return t.person(at, 5)
	}
	if t.is(at+1, "you") || t.is(at+1, "my", "our", "his", "her", "their") && !t.is(at+2, "manager", "agent", "advisor", "adviser") {
		return false
	}
	return t.somebody(at+1, 6, true)
}

// person reports whether a member of the staff follows within n tokens: a word that says so, or a person called real.
func (t *text) person(i, n int) bool {
	for k := i; k < i+n && k < len(t.tokens); k++ {
		w := t.at(k)
		if (staff[w] || people[w]) && t.outsider(k) {
			return false
		}
		if staff[w] && !compounds[t.at(k+1)] {
			return !t.is(k+1, "you")
		}
		if people[w] && (t.is(k-1, "real", "actual", "live", "human", "physical", "an", "another", "different", "bank", "proper", "living", "right") || t.is(k, "someone", "somebody") && t.is(k+1, "else") ||
			w == "person" && t.is(k-1, "a", "an", "the")) {
			return true
		}
		if t.ends(k) || t.is(k, "for", "about", "from", "with", "if", "because", "that") {
			return false
		}
	}
	return false
}

// outsider reports whether the person at token k is looked for elsewhere: a travel agent in town.
func (t *text) outsider(k int) bool {
	if t.is(k-1, "insurance", "travel", "estate", "sales", "letting", "leasing", "booking", "shipping", "my", "his", "her") && !t.is(k, "someone", "somebody") {
		return true
	}
	return t.mentions(max(0, k-3), 3, "nearby", "local", "nearest", "closest") || t.is(k+1, "nearby", "near", "in", "around", "close") && !t.mentions(k+1, 5, "charge", "person")
}

// passedOn reads "please transfer me" with nothing after it.
func (t *text) passedOn(i int) bool {
	return t.is(i, "transfer", "connect", "redirect", "forward", "escalate") &&
		(i+2 >= len(t.tokens) || t.ends(i+2) || t.is(i+2, "please", "now"))
}

// somebody reports whether somebody to talk to follows within n tokens, the staff or, if wide, any person.
func (t *text) somebody(i, n int, wide bool) bool {
	for k := i; k < i+n && k < len(t.tokens); k++ {
		if staff[t.at(k)] && t.is(k-1, "insurance", "travel", "estate") && t.mentions(k, 4, "near", "nearby", "in", "around") {
			return false
		}
		if staff[t.at(k)] && !compounds[t.at(k+1)] || people[t.at(k)] && wide {
			return !t.is(k, "one", "service", "support") || t.is(k-1, "room", "customer", "client", "real", "some", "tech", "technical", "your", "guest", "with")
		}
		if t.ends(k) || t.is(k, "about", "if", "because", "when", "regarding") {
			return false
		}
	}
	return false
}

// mentions reports whether one of the words stands among the n tokens from i.
func (t *text) mentions(i, n int, words ...string) bool {
	for k := i; k < i+n && k < len(t.tokens); k++ {
		if t.is(k, words...) {
			return true
		}
	}
	return false
}

// callMe reports whether a call to the customer is spoken of within n tokens: "call me", "ring us".
func (t *text) callMe(i, n int) bool {
	for k := i; k < i+n; k++ {
		if t.is(k, "call", "ring", "phone", "contact") && t.is(k+1, "me", "us") {
			return true
		}
	}
	return false
}

// declined reports whether the wish is taken back: "I don't want to talk to a person", "no need for an agent".
func (t *text) declined(i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		if t.ends(k) || t.is(k, "but", ",", "so", "just") {
			return false
		}
		switch {
		case t.is(k, "don't", "dont", "didn't", "doesn't", "not", "never", "rather") && t.is(k+1, "want", "need", "wish", "have", "like", "wanna", "not", "require", "to", "prefer"):
			return !(t.at(k) == "rather" && t.at(k+1) != "not")
		case t.is(k, "do") && t.at(k+1) == "not" && t.is(k+2, "want", "need", "wish", "have"):
			return true
		case t.is(k, "already", "yesterday", "spoke", "just") && t.is(k+1, "spoke", "talked", "chatted"):
			return true
		case t.is(k, "no") && t.is(k+1, "need"), t.is(k, "without"), t.is(k, "instead") && t.at(k+1) == "of":
			return true
		}
	}
	if t.at(i) == "spoke" {
		return true
	}
	// "I don't want a person": the verb itself is denied
	return t.is(i-1, "don't", "dont", "didn't", "not", "doesn't", "never", "won't") && !t.is(i-2, "why", "can", "could") && !talk[t.at(i)]
}

// onlyStaff reads a sentence that is hardly more than the word: "agent please", "real person!", "a person, please".
func (t *text) onlyStaff() bool {
	words, hit, asks := 0, false, true
	for i := range t.tokens {
		if t.kind(i) != mark {
			words++
			hit = hit || staff[t.at(i)] && !compounds[t.at(i+1)] || t.is(i, "person") && (t.is(i-1, "real", "actual", "live") || t.mentions(i+1, 3, "please", "now")) ||
				t.is(i, "team", "department", "desk", "reception") && t.mentions(i+1, 2, "please")
			asks = asks && !t.is(i, "i", "you", "are", "is", "your", "my", "no", "not", "without", "who", "what", "how", "why", "when", "where", "hours", "rude", "thanks", "thank")
		}
		if t.ends(i) || i == len(t.tokens)-1 {
			if hit && asks && words <= 4 {
				return true
			}
			words, hit, asks = 0, false, true
		}
	}
	return false
}

var machines = set("bot", "bots", "robot", "robots", "machine", "machines", "chatbot", "chatbots", "computer", "ai", "automated", "automaton", "software")

// rejectsMachine reads "no more robots", "I refuse to argue with a computer", "this chat is pointless".
func (t *text) rejectsMachine() bool {
	for i := range t.tokens {
		if machines[t.at(i)] {
			for k := i - 1; k >= 0 && k >= i-10 && !t.ends(k); k-- {
				if t.is(k, "stop", "hate", "tired", "sick", "enough", "don't", "dont", "not", "no", "instead", "wasting", "rather", "refuse", "without", "never") &&
					!t.is(k+1, "know", "work", "sure", "problem") && !t.is(k+1, "understand") {
					return true
				}
			}
		}
		if t.is(i, "conversation", "chat", "discussion") && t.mentions(i, 5, "not", "isn't", "isnt", "nowhere", "pointless", "useless") && t.mentions(i, 8, "working", "leading", "helping", "going", "nowhere", "pointless", "useless", "helpful") {
			return true
		}
		if t.is(i, "someone", "somebody") && t.at(i+1) == "else" && t.is(i-1, "get", "with", "to", "for") && t.mentions(max(i-6, 0), 6, "get", "speak", "talk", "want", "need") {
			return !t.mentions(max(i-6, 0), 6, "transfer", "pay", "send", "money")
		}
	}
	return false
}
