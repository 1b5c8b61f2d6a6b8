// Package practice makes drafts of articles from what people answered. When a conversation is resolved in which a human
// answered something that the knowledge lacks, the question, its other phrasings and the human's own words become a draft
// for the editors, with the conversation as its origin.
//
// The way through the package: Learner (practice.go) hears which conversations ended and looks again later at those it may
// have missed; read (record.go) folds a conversation to what stands; lessons (lesson.go) finds question and answer in it;
// what concerns only this customer is taken out (private.go, known.go) and what is only polite (polite.go); keep (keep.go) makes
// a draft of it, or adds a phrasing to one that is there; forget (forget.go) follows redactions.
//
// What it promises: an answer is a human's, never the bot's and never taken from an article; no value that is known of the
// customer is in a draft; the same conversation makes the same draft, however often and by however many servers it is
// looked at; what was redacted leaves every draft that was never published.
//
// What it is weak at: it does not know what is true, nor what holds for everybody and what for this case only; that is for
// the editors to judge. Free text that names somebody in passing is not recognised.
package practice
