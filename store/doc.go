// Package store keeps conversations and everything else that must not be lost. It implements conversation.Ledger and
// conversation.Feed once, over the databases of package driver.
//
// What it promises: an append that returned is durable (it survives kill -9 and power loss) and was told to the feed; an
// append is whole or nothing; the numbers of a conversation's events have no holes and their times never go back; the
// rows of conversations and cases are the fold of their events (Check proves it); what is read is what is on record,
// whichever process wrote it; while the database is away everything is refused at once, and goes on when it is back.
//
// What it is weak at: readers in one process hear of what another commits a little later, and only while Watch runs. An
// append whose connection broke may be on record or not; it has to be repeated under its key to find out.
package store
