// Package store keeps conversations and everything else that must not be lost. It implements conversation.Ledger and
// conversation.Feed once, over the databases of package driver.
//
// What it promises: an append that returned is durable (it survives kill -9 and power loss) and was told to the feed; an
// append is whole or nothing; the numbers of a conversation's events have no holes and their times never go back; the
// rows of conversations and cases are the fold of their events (Check proves it).
//
// What it is weak at: State and After may not show for up to the time between two looks of Watch what another process
// wrote. An append is never based on such a State: the database's fence refuses it, and it is composed again.
package store
