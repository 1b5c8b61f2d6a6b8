package handoff

import (
	"fmt"
	"strings"
	"time"
)

// cardWords are the sentences of a card in one language. Each is a format for fmt.
type cardWords struct {
	colon, comma string
	quote        string

	verified, claimed, anonymous, attribute, cameFrom, tags, otherLanguage string
	earlier, note                                                          string
	outcomes                                                               map[string]string

	answered, helped, didNotHelp, asked, missed, replied, consulted, expertSaid string

	waiting, held, returned, resolved, outOfHours, outOfHoursUntil  string
	passed, missedDeadline, dueClaim, dueReply, dueResolve, overdue string
	customerWaits, lastWords, contact                               string

	notAsked, askedOnce, askedTimes, withdrawn, declined string

	askFor, keepPromise, answerIt string
	day, hour, minute, moment     string
}

var english = cardWords{
	colon: ": ", comma: ", ", quote: "“%s”",
	verified: "Verified customer%s", claimed: "Identity only claimed, not verified%s", anonymous: "Unknown customer",
	attribute: "%s: %s", cameFrom: "Came from %s", tags: "Tags: %s", otherLanguage: "The customer writes in: %s",
	earlier: "Earlier case of %s: %s, %s", note: "Note by %s: %s",
	outcomes: map[string]string{
		"confirmed": "solved, as the customer confirmed", "assumed": "taken for solved", string(Resolved): "resolved",
		string(Returned): "given back to the bot", string(Waiting): "still open", string(Claimed): "still open",
	},
	answered: "The bot answered with %s", helped: "; the customer said that it helped", didNotHelp: "; the customer said that it did not help",
	asked: "The bot asked which of these was meant: %s", missed: "No approved answer was found for %s",
	replied: "%s wrote: %s", consulted: "%s asked %s: %s", expertSaid: "%s answered: %s",
	waiting: "Waiting in %s for %s", held: "Held by %s since %s", returned: "Given back to the bot at %s", resolved: "Resolved at %s",
	outOfHours: "Came outside the working hours", outOfHoursUntil: "Came outside the working hours; the queue opens %s",
	passed: "Passed on to %s: %s", missedDeadline: "Missed deadline: %s",
	dueClaim: "To be claimed by %s", dueReply: "First reply due by %s", dueResolve: "To be resolved by %s", overdue: "%s (overdue)",
	customerWaits: "The customer has been waiting for a reply for %s", lastWords: "Last words: %s", contact: "Can be reached at: %s",
	notAsked: "not asked yet", askedOnce: "asked once, not given", askedTimes: "asked %d times, not given",
	withdrawn: "the customer took back the message that it came from", declined: "the customer does not know it or will not say",
	askFor: "Ask for: %s", keepPromise: "Keep the promise: %s", answerIt: "Answer the customer's question",
	day: "%d d", hour: "%d h", minute: "%d min", moment: "less than a minute",
}

var chinese = cardWords{
	colon: "：", comma: "，", quote: "“%s”",
	verified: "已验证客户%s", claimed: "身份为客户自称，未经验证%s", anonymous: "未知客户",
	attribute: "%s：%s", cameFrom: "来源：%s", tags: "标签：%s", otherLanguage: "客户使用的语言：%s",
	earlier: "%s 的历史工单：%s，%s", note: "%s的备注：%s",
	outcomes: map[string]string{
		"confirmed": "客户确认已解决", "assumed": "视为已解决", string(Resolved): "已结案",
		string(Returned): "已交回机器人", string(Waiting): "处理中", string(Claimed): "处理中",
	},
	answered: "机器人已用%s回答", helped: "；客户表示有帮助", didNotHelp: "；客户表示没有帮助",
	asked: "机器人询问客户是哪一种：%s", missed: "没有找到经批准的答案：%s",
	replied: "%s回复：%s", consulted: "%s向%s询问：%s", expertSaid: "%s答复：%s",
	waiting: "在%s排队，已等待%s", held: "由%s处理，自%s起", returned: "%s已交回机器人", resolved: "%s已结案",
	outOfHours: "非工作时间转入", outOfHoursUntil: "非工作时间转入，队列将于%s开始工作",
	passed: "已转给%s：%s", missedDeadline: "已超时：%s",
	dueClaim: "须在%s前接手", dueReply: "须在%s前首次回复", dueResolve: "须在%s前解决", overdue: "%s（已超时）",
	customerWaits: "客户等待回复已%s", lastWords: "最后一句：%s", contact: "联系方式：%s",
	notAsked: "尚未询问", askedOnce: "问过一次，客户未提供", askedTimes: "问过%d次，客户未提供",
	withdrawn: "客户撤回了包含该信息的消息", declined: "客户不知道或不愿提供",
	askFor: "请询问：%s", keepPromise: "请兑现承诺：%s", answerIt: "请回答客户的问题",
	day: "%d天", hour: "%d小时", minute: "%d分钟", moment: "不到一分钟",
}

// deadlineNames are the deadlines in words.
var deadlineNames = map[string]Words{
	breachClaim:      {"en": "claim", "zh": "接手"},
	breachFirstReply: {"en": "first reply", "zh": "首次回复"},
	breachResolve:    {"en": "resolve", "zh": "解决"},
}

var languageNames = map[string]Words{
	"en": {"en": "English", "zh": "英文"},
	"zh": {"en": "Chinese", "zh": "中文"},
}

func wordsFor(locale string) cardWords {
	if language(locale) == "zh" {
		return chinese
	}
	return english
}

// span puts a duration into words: the two largest units.
func (w cardWords) span(d time.Duration) string {
	total := int(d / time.Minute)
	var parts []string
	for _, unit := range []struct {
		format string
		n      int
	}{{w.day, total / (24 * 60)}, {w.hour, total / 60 % 24}, {w.minute, total % 60}} {
		if unit.n > 0 && len(parts) < 2 {
			parts = append(parts, fmt.Sprintf(unit.format, unit.n))
		}
	}
	if len(parts) == 0 {
		return w.moment
	}
	return strings.Join(parts, " ")
}

func (w cardWords) quoted(text string) string { return fmt.Sprintf(w.quote, text) }
