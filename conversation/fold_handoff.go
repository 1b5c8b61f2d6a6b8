package conversation

import "slices"

// applyHandoff folds the life of the open case. Who holds the conversation is told by the holder events beside these.
func (s State) applyHandoff(e Event) State {
	if opened, ok := e.Payload.(HandoffOpened); ok {
		s.Handoffs++
		s.Playbook = opened.Playbook
		s.Handoff = &Handoff{
			ID: opened.HandoffID, Playbook: opened.Playbook, Queue: opened.Queue, Needs: opened.Needs,
			Due: opened.Due, Since: e.At,
		}
		return s
	}
	if s.Handoff == nil {
		return s
	}
	h := *s.Handoff
	switch p := e.Payload.(type) {
	case HandoffClaimed:
		h.Claimed, h.Due, h.Since = true, p.Due, e.At
	case HandoffBounced:
		h.Claimed, h.Queue, h.Due, h.Since = false, p.Queue, p.Due, e.At
		h.Passed++
	case HandoffTransferred:
		h.Claimed, h.Queue, h.Due = p.To != "", p.Queue, p.Due
		if p.Breach == "" {
			h.Passed++
			h.Since = e.At
		} else {
			h.Breached = append(slices.Clone(h.Breached), p.Breach)
		}
	case HandoffReturned, HandoffResolved:
		if _, returned := p.(HandoffReturned); returned && s.Customer.Seq > s.Spoken {
			s.Through = min(s.Through, s.Spoken) // what the customer said last got no reply, a notice at most: it is owed one again
		}
		s.Previous, s.Handoff = s.Handoff, nil
		s.Playbook, s.Trigger, s.Asked, s.Asking, s.Declined = "", "", nil, "", nil
		return s
	}
	s.Handoff = &h
	return s
}
