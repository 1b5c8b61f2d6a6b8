package conversation

import "fmt"

// HolderError says that somebody else holds the conversation.
type HolderError struct {
	Holder Holder
	Name   string
}

func (e *HolderError) Error() string {
	return fmt.Sprintf("the conversation is held by %s", e.Holder)
}

// StaleError says that the conversation moved on since it was read.
type StaleError struct {
	Why string
}

func (e *StaleError) Error() string { return "the conversation has moved on: " + e.Why }

// Is makes every StaleError an ErrConflict.
func (e *StaleError) Is(target error) bool { return target == ErrConflict }

// SameHolder is the fence of a bot reply that was computed from a snapshot: nobody else took over since.
func SameHolder(now, snapshot State) error {
	if now.Epoch != snapshot.Epoch {
		return &StaleError{Why: "the holder changed to " + string(now.Holder)}
	}
	return nil
}

// ReadAll is the fence of a turn: the customer said nothing since the snapshot.
func ReadAll(now, snapshot State) error {
	if now.Customer.Seq != snapshot.Customer.Seq {
		return &StaleError{Why: "the customer said something new"}
	}
	if now.Through != snapshot.Through {
		return &StaleError{Why: "another turn has answered"}
	}
	return nil
}

// Unredacted is the fence of words that were made from the events up to a seq: none of those has been redacted since.
func Unredacted(now State, through int64) error {
	if now.Redacted > through {
		return &StaleError{Why: "something in it was redacted"}
	}
	return nil
}

// HeldBy is the fence of a human reply: the sender holds the conversation.
func HeldBy(now State, agent string) error {
	if now.Holder != AgentHolder(agent) {
		return &HolderError{now.Holder, now.HolderName}
	}
	return nil
}
