package knowledge

// The situations in which the bot speaks words of its own. What each means, and its default sentence, is in the table
// below.
const (
	SayGreeting        = "greeting"
	SayGreetingAgain   = "greeting_again"
	SayAskField        = "ask_field"
	SayAskFieldAgain   = "ask_field_again"
	SayClarify         = "clarify"
	SayClarifyNone     = "clarify_none"
	SayFactsNoted      = "facts_noted"
	SayNoAnswer        = "no_answer"
	SayNoAnswerAgain   = "no_answer_again"
	SayAttachmentOnly  = "attachment_only"
	SayHumanRequested  = "human_requested"
	SayHandoff         = "handoff"
	SayHandoffWait     = "handoff_wait"
	SayOutOfHours      = "out_of_hours"
	SayOutOfHoursOpens = "out_of_hours_opens"
	SayQueueWaiting    = "queue_waiting"
	SayAskContact      = "ask_contact"
	SayContactNoted    = "contact_noted"
	SayClaimed         = "claimed"
	SayClaimedUnnamed  = "claimed_unnamed"
	SayTransferred     = "transferred"
	SayReturned        = "returned"
	SayCorrectionNoted = "correction_noted"
	SayNotSolved       = "not_solved"
	SayThanks          = "thanks"
	SayResolved        = "resolved"
	SayClosing         = "closing"
	SayModeOff         = "mode_off"
	SaySafety          = "safety"
	SayPartUnanswered  = "part_unanswered"
)

// Situation is a moment in which the bot speaks words of its own.
type Situation struct {
	Name      string            `json:"name"`
	When      string            `json:"when"`                // for editors: when it is said
	Variables []string          `json:"variables,omitempty"` // what the sentence may contain; all of them are given
	Texts     map[string]string `json:"texts"`               // the default per locale
}

// Situations lists every situation with its default sentences, by name.
func Situations() []Situation {
	list := make([]Situation, 0, len(situations))
	for _, name := range sortedKeys(situations) {
		list = append(list, situations[name])
	}
	return list
}

var situations = func() map[string]Situation {
	table := map[string]Situation{}
	add := func(name, when, variables, en, zh string) {
		table[name] = Situation{name, when, Variables(variables), map[string]string{"en": en, "zh": zh}}
	}
	add(SayGreeting, "the conversation begins, or the customer only says hello", "",
		"Hello! What can we do for you? Just write it in your own words.",
		"您好！请问有什么可以帮您？直接用自己的话告诉我就好。")
	add(SayGreetingAgain, "the customer says hello after the greeting", "",
		"I am here. What is it about?",
		"我在的，请问是什么事情？")
	add(SayAskField, "a fact is needed and the playbook has no question of its own for it", "{field}",
		"So that we can look into this: could you tell me your {field}?",
		"为了帮您处理，请告诉我您的{field}。")
	add(SayAskFieldAgain, "the reply to the question did not contain the fact", "{field}",
		"Sorry, I could not find your {field} in that. Could you write it once more?",
		"抱歉，我没能从刚才的消息里看出您的{field}，麻烦您再写一次，好吗？")
	add(SayClarify, "several answers are possible; the choices follow", "",
		"I want to be sure that I understand you. Which of these do you mean?",
		"我想确认一下是否理解对了，您想问的是下面哪一个？")
	add(SayClarifyNone, "the last choice after SayClarify", "",
		"None of these",
		"都不是")
	add(SayFactsNoted, "the customer gave facts and has not said yet what they are about", "",
		"Thank you, I have noted that. What can we do for you?",
		"好的，已经记下了。请问需要我们帮您做什么？")
	add(SayNoAnswer, "no approved answer was found, the first time", "",
		"I am sorry, I do not have a reliable answer to that. Could you put it another way, or shall I ask a colleague to take over?",
		"抱歉，这个问题我没有可靠的答案。您可以换个说法再问一次，或者需要我请同事来帮您吗？")
	add(SayNoAnswerAgain, "no approved answer was found again; the case goes to a person", "",
		"I am sorry, I cannot answer this reliably, so I am passing it to a colleague.",
		"抱歉，这个问题我无法给出可靠的答复，我把它转给同事处理。")
	add(SayAttachmentOnly, "the customer sent a file without words", "",
		"Thank you, I have received your file, but I cannot read it myself. Please tell me in a few words what it is about.",
		"文件已收到，谢谢。不过我自己看不了其中的内容，请用几句话告诉我是什么事情。")
	add(SayHumanRequested, "the customer wants a person", "",
		"Of course. I am passing you to a colleague; you will not have to repeat what you have told me.",
		"好的，我现在为您转接同事，您前面说过的内容不需要再重复。")
	add(SayHandoff, "the case goes to a queue during its hours", "",
		"I am passing this to a colleague. They can see everything you have told me.",
		"我把这件事转给同事，您说过的内容他们都能看到。")
	add(SayHandoffWait, "as before, with the wait that is expected (a duration in words)", "{wait}",
		"I am passing this to a colleague, who can see everything you have told me. At the moment the wait is about {wait}.",
		"我把这件事转给同事，您说过的内容他们都能看到。目前大约需要等待{wait}。")
	add(SayOutOfHours, "the case goes to a queue that is closed", "",
		"Our colleagues are not at work right now. Your message is with them, and they will see everything you have told me.",
		"同事现在不在班。您的消息已经转给他们，您说过的内容他们都能看到。")
	add(SayOutOfHoursOpens, "as before, with the time at which the queue opens", "{opens}",
		"Our colleagues are not at work right now; they are back {opens}. Your message is with them, and they will see everything you have told me.",
		"同事现在不在班，上班时间是{opens}。您的消息已经转给他们，您说过的内容他们都能看到。")
	add(SayQueueWaiting, "the customer writes while the case waits for a colleague", "",
		"Thank you, I have added that to your case. You are still in the queue and a colleague will take over from here.",
		"谢谢，已经补充到您的记录里。您还在排队中，稍后由同事接手。")
	add(SayAskContact, "a long wait is expected: how may the customer be reached", "",
		"This may take a while. If you would rather not wait here, leave me an email address or a phone number where we can reach you.",
		"这可能需要一些时间。如果您不想一直在这里等，请留下邮箱或电话，方便我们联系您。")
	add(SayContactNoted, "the customer left contact details", "",
		"Thank you, I have noted how to reach you.",
		"谢谢，您的联系方式已经记下。")
	add(SayClaimed, "a colleague took over", "{name}",
		"You are now talking with {name}.",
		"现在由{name}为您服务。")
	add(SayClaimedUnnamed, "a colleague took over whose name is not shown", "",
		"You are now talking with a colleague.",
		"现在由人工同事为您服务。")
	add(SayTransferred, "a colleague passed the case to another team or colleague", "",
		"Your case is going to a colleague who knows more about this. They can see the whole conversation.",
		"您的问题将转给更了解这方面的同事，他们能看到完整的对话。")
	add(SayReturned, "a colleague gave the conversation back to the bot", "",
		"I am the assistant and I am back with you. Is there anything else you need?",
		"我是智能助手，接下来由我继续为您服务。请问还需要什么帮助吗？")
	add(SayCorrectionNoted, "the customer corrected a fact", "{field} {value}",
		"Thank you, I have changed your {field} to {value}.",
		"谢谢，您的{field}已经改为{value}。")
	add(SayNotSolved, "the customer says that the answer did not help", "",
		"I am sorry that this did not help. Could you tell me what is still missing?",
		"抱歉没能帮到您。能告诉我还有哪里不清楚吗？")
	add(SayThanks, "the customer says thank you", "",
		"You are welcome! Just write if you need anything else.",
		"不客气！如果还有其他需要，随时告诉我。")
	add(SayResolved, "the concern is dealt with", "",
		"I am glad that this is sorted out. If it is not, just write again here.",
		"很高兴问题已经处理好。如果还有问题，直接在这里留言就行。")
	add(SayClosing, "the conversation is closed", "",
		"Thank you for writing to us. Goodbye!",
		"感谢您的咨询，再见！")
	add(SayModeOff, "the bot does not answer here; a person will", "",
		"Thank you for your message. A colleague will read it and reply here.",
		"您的消息已收到，同事看到后会在这里回复您。")
	add(SaySafety, "the message speaks of danger to somebody", "",
		"If anyone is in danger, please call your local emergency number right now. I am bringing in a colleague.",
		"如果有人正处于危险之中，请立即拨打当地的紧急求助电话。我马上请同事来处理。")
	add(SayPartUnanswered, "a part of what was asked was answered and another part finds no answer", "",
		"I do not have a reliable answer to the rest of your message. Could you put that part another way, or shall I ask a colleague to take over?",
		"您问到的其余内容，我没有可靠的答案。您可以把那部分换个说法再问一次，或者需要我请同事来帮您吗？")
	return table
}()

// Locales lists the languages in which every situation has a default sentence.
func Locales() []string { return []string{"en", "zh"} }
