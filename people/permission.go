package people

// Role is what somebody does here. One person may have several.
type Role string

// The roles.
const (
	RoleAgent      Role = "agent"      // talks with customers in the queues they are a member of
	RoleExpert     Role = "expert"     // the same, and is asked by colleagues
	RoleEditor     Role = "editor"     // writes articles, phrases and terms
	RolePublisher  Role = "publisher"  // puts them in force
	RoleSupervisor Role = "supervisor" // sees every queue and may take over from anybody
	RoleAdmin      Role = "admin"      // everything
)

// Roles lists all roles.
func Roles() []Role {
	return []Role{RoleAgent, RoleExpert, RoleEditor, RolePublisher, RoleSupervisor, RoleAdmin}
}

// Permission is one thing that somebody may do.
type Permission string

// The permissions.
const (
	ReadOwnQueues        Permission = "read own queues"        // conversations of queues one is a member of, and those one holds
	ReadAllConversations Permission = "read all conversations" // of every queue, and those that the bot holds
	WorkCases            Permission = "work cases"             // claim, reply, bounce, transfer, return, resolve, notes, fields, tags
	TakeOver             Permission = "take over"              // from the bot, or in a queue one is a member of
	TakeOverAnybody      Permission = "take over anybody"      // from a colleague, or in any queue; capacity does not count
	Consult              Permission = "consult"                // ask and answer behind the scene
	ReadCustomers        Permission = "read customers"
	ReadKnowledge        Permission = "read knowledge"
	CheckWording         Permission = "check wording"
	ReadGaps             Permission = "read gaps"
	EditKnowledge        Permission = "edit knowledge" // drafts, submitting, import without publishing
	PublishKnowledge     Permission = "publish knowledge"
	ManagePeople         Permission = "manage people" // users and keys without the role admin
	ManageAdmins         Permission = "manage admins" // those with it, and one's own roles
	ReadAudit            Permission = "read audit"
	Redact               Permission = "redact"          // blank for good what somebody wrote
	ReadWebhooks         Permission = "read webhooks"   // and what became of their deliveries
	ManageWebhooks       Permission = "manage webhooks" // add, change, test and replay
	ReadModel            Permission = "read model"      // how the model services do, and what they cost
	CheckModel           Permission = "check model"     // ask each of them once
)

// Permissions lists all permissions.
func Permissions() []Permission {
	return []Permission{
		ReadOwnQueues, ReadAllConversations, WorkCases, TakeOver, TakeOverAnybody, Consult, ReadCustomers,
		ReadKnowledge, CheckWording, ReadGaps, EditKnowledge, PublishKnowledge, ManagePeople, ManageAdmins, ReadAudit, Redact,
		ReadWebhooks, ManageWebhooks, ReadModel, CheckModel,
	}
}

// granted is the one place that says who may do what.
var granted = map[Role][]Permission{
	RoleAgent:     {ReadOwnQueues, WorkCases, TakeOver, Consult, ReadCustomers, ReadKnowledge, CheckWording},
	RoleExpert:    {ReadOwnQueues, WorkCases, TakeOver, Consult, ReadCustomers, ReadKnowledge, CheckWording, ReadGaps},
	RoleEditor:    {ReadKnowledge, CheckWording, ReadGaps, EditKnowledge},
	RolePublisher: {ReadKnowledge, CheckWording, ReadGaps, EditKnowledge, PublishKnowledge},
	RoleSupervisor: {
		ReadOwnQueues, ReadAllConversations, WorkCases, TakeOver, TakeOverAnybody, Consult, ReadCustomers,
		ReadKnowledge, CheckWording, ReadGaps, ReadWebhooks, ReadModel, ManagePeople, ReadAudit,
	},
	RoleAdmin: Permissions(),
}

// RolesWith lists the roles that carry a permission, for messages that say who to ask.
func RolesWith(need Permission) []Role {
	var roles []Role
	for _, r := range Roles() {
		if (Principal{Roles: []Role{r}}).Can(need) {
			roles = append(roles, r)
		}
	}
	return roles
}
