package handoff

import (
	"fmt"
	"strings"
)

// Reasons of this package's own for opening a case; the bot has more (see reasons).
const (
	ReasonTakeover = "takeover" // a human took over without a case
	ReasonReopened = "reopened" // the customer wrote again to the human who had resolved the case
)

// reasons are the codes with which cases are opened, in words. A code may be followed by a colon and a detail.
var reasons = map[string]Words{
	"must_escalate":             {"en": "This kind of case always goes to a person", "zh": "此类情况必须由人工处理"},
	"risk":                      {"en": "The message speaks of a risk", "zh": "消息涉及风险"},
	"wants_human":               {"en": "The customer asked for a person", "zh": "客户要求人工服务"},
	"accepted_human":            {"en": "The customer accepted the offer of a person", "zh": "客户同意转人工"},
	"no_answer_twice":           {"en": "The bot had no approved answer, twice", "zh": "机器人连续两次没有经批准的答案"},
	"asked_again_twice":         {"en": "The customer asked the same again after the bot's answer", "zh": "机器人回答后客户再次询问同一问题"},
	"did_not_help_twice":        {"en": "The bot's answers did not help", "zh": "机器人的回答没有帮助"},
	"none_of_the_choices_twice": {"en": "None of the bot's suggestions was meant", "zh": "机器人给出的选项都不是客户的问题"},
	"answer_not_speakable":      {"en": "The approved answer needs facts that are not known", "zh": "经批准的答案缺少所需信息，无法发送"},
	"answer_withdrawn":          {"en": "An answer given earlier is no longer in force", "zh": "之前给出的答案已失效"},
	"answer_in_other_language":  {"en": "The approved answer is in another language only", "zh": "经批准的答案只有其他语言的版本"},
	"mode_off":                  {"en": "The bot does not answer here", "zh": "此处机器人不作回答"},
	"mode_suggest":              {"en": "The bot only makes suggestions here", "zh": "此处机器人只提供建议"},
	ReasonTakeover:              {"en": "A colleague took over", "zh": "同事主动接手"},
	ReasonReopened:              {"en": "The customer wrote again after the case was closed", "zh": "结案后客户再次来信"},
}

// byTrigger introduces the Why of a Match that stands alone.
var byTrigger = Words{"en": "The message is about this kind of case", "zh": "消息属于此类情况"}

// reasonDetails are the first words of a detail: what triggered, or which risk.
var reasonDetails = map[string]Words{
	"keyword": {"en": "keyword", "zh": "关键词"}, "words": {"en": "words", "zh": "说法"}, "pattern": {"en": "pattern", "zh": "模式"},
	"attribute": {"en": "attribute", "zh": "属性"}, "source": {"en": "source", "zh": "来源"},
	"channel": {"en": "channel", "zh": "渠道"}, "locale": {"en": "language", "zh": "语言"}, "tag": {"en": "tag", "zh": "标签"},
	"model":    {"en": "as the model reads it", "zh": "由模型判断"},
	"examples": {"en": "similar to the examples", "zh": "与示例相似"},
	"safety":   {"en": "danger to somebody", "zh": "人身安全"}, "self_harm": {"en": "self-harm", "zh": "自我伤害"},
	"legal": {"en": "legal steps", "zh": "法律途径"}, "media": {"en": "going public", "zh": "媒体曝光"},
	"fraud": {"en": "fraud", "zh": "欺诈"}, "abuse": {"en": "abuse", "zh": "辱骂"},
	"payment_data": {"en": "payment data", "zh": "支付信息"},
}

// reasonInWords says in a locale why a case was opened.
func reasonInWords(reason, locale string) string {
	code, detail, _ := strings.Cut(reason, ":")
	text := reasons[code].In(locale)
	if text == "" {
		text, detail = byTrigger.In(locale), reason
	}
	if detail == "" {
		return text
	}
	first, rest, _ := strings.Cut(detail, " ")
	if name := reasonDetails[first].In(locale); name != "" {
		detail = strings.TrimSpace(name + " " + rest)
	}
	if language(locale) == "zh" {
		return fmt.Sprintf("%s（%s）", text, detail)
	}
	return fmt.Sprintf("%s (%s)", text, detail)
}
