package people

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhoMayDoWhat is the whole table, so that a change of it is seen.
func TestWhoMayDoWhat(t *testing.T) {
	want := map[Permission]string{
		ReadOwnQueues:        "agent expert supervisor admin",
		ReadAllConversations: "supervisor admin",
		WorkCases:            "agent expert supervisor admin",
		TakeOver:             "agent expert supervisor admin",
		TakeOverAnybody:      "supervisor admin",
		Consult:              "agent expert supervisor admin",
		ReadCustomers:        "agent expert supervisor admin",
		ReadKnowledge:        "agent expert editor publisher supervisor admin",
		CheckWording:         "agent expert editor publisher supervisor admin",
		ReadGaps:             "expert editor publisher supervisor admin",
		EditKnowledge:        "editor publisher admin",
		PublishKnowledge:     "publisher admin",
		ManagePeople:         "supervisor admin",
		ManageAdmins:         "admin",
		ReadAudit:            "supervisor admin",
		Redact:               "admin",
		ReadWebhooks:         "supervisor admin",
		ManageWebhooks:       "admin",
		ReadModel:            "supervisor admin",
		CheckModel:           "admin",
	}
	got := map[Permission]string{}
	for _, p := range Permissions() {
		var roles []string
		for _, r := range RolesWith(p) {
			roles = append(roles, string(r))
		}
		got[p] = strings.Join(roles, " ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if (Principal{}).Can(ReadKnowledge) || (Principal{Roles: []Role{"king"}}).Can(ReadKnowledge) {
		t.Error("somebody without a known role may do something")
	}
}
