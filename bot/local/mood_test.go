package local_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

func TestWishForAHumanIsHeard(t *testing.T) {
	for _, message := range []string{
		"Can I speak with an agent?", "human please", "get me a real person", "I'd rather talk to a human about this",
		"put me through to your manager", "connect me to someone in billing", "I am not going to argue with a bot", "operator!",
		"stop this, I want to chat with somebody who works there", "let me talk to your supervisor now", "is there a human I can talk to?",
		"Please escalate to a supervisor", "could a real person call me back?", "I need a person", "can a real person help me please",
		"could one of your agents look into this?", "I would prefer a human", "just give me a human already", "any live agents available? I need one",
		"我要找人工", "转人工", "换个人跟我说", "叫你们店长来", "有真人吗，我想跟真人聊", "别再让机器人回复我了", "帮我接一下技术人员",
		"我要投诉，让你们领导联系我", "轉真人客服", "請幫我轉接專員", "人工",
	} {
		if !understand(t, nil, customer(message)).WantsHuman {
			t.Errorf("%q: the wish was not heard", message)
		}
	}
}

func TestNoWishForAHumanIsImagined(t *testing.T) {
	for _, message := range []string{
		"I don't want to talk to a person", "are you a human agency?", "no need for an agent, thanks", "someone stole my parcel",
		"the delivery person left it outside", "I sent it to a person abroad", "I already spoke to an agent yesterday", "who is the agent of the band?",
		"what are your staff discounts?", "I am a real person", "can I send it to somebody else?", "how do I contact the courier?",
		"I'd like to find a travel agent near me", "my manager approved the purchase", "the human resources form is missing",
		"不用转人工了", "我不要人工", "你是真人吗？", "收件人写错了", "人工智能音箱连不上", "客服电话是多少", "人工费怎么算", "送货的人没来", "别人收了我的货",
	} {
		if understand(t, nil, customer(message)).WantsHuman {
			t.Errorf("%q: nobody asked for a human", message)
		}
	}
}

func TestMoods(t *testing.T) {
	type moods struct{ Greeting, Thanks, Confirms, Denies, DontKnow bool }
	for message, want := range map[string]moods{
		"Hi there!":                            {Greeting: true},
		"good morning":                         {Greeting: true},
		"你好，在吗":                                {Greeting: true},
		"Hello, my kettle leaks":               {},
		"你好，水壶漏水":                              {},
		"thanks a lot, bye":                    {Thanks: true},
		"Thank you, that's all":                {Thanks: true},
		"谢谢，再见":                                {Thanks: true},
		"多谢啦":                                  {Thanks: true},
		"thanks, but when does it arrive?":     {},
		"yes":                                  {Confirms: true},
		"Yep, that worked":                     {Confirms: true},
		"是的":                                   {Confirms: true},
		"好的，解决了":                               {Confirms: true},
		"no":                                   {Denies: true},
		"No, that did not help":                {Denies: true},
		"that doesn't answer my question":      {Denies: true},
		"没用，还是不行":                              {Denies: true},
		"不是":                                   {Denies: true},
		"I don't know":                         {DontKnow: true},
		"no idea, sorry":                       {DontKnow: true},
		"I can't remember it":                  {DontKnow: true},
		"不记得了":                                 {DontKnow: true},
		"I don't know how to clean the filter": {},
	} {
		h := understand(t, nil, customer(message))
		got := moods{h.Greeting, h.Thanks, h.Confirms, h.Denies, h.DontKnow}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q\n%s", message, diff)
		}
	}
}

func TestAQuestionCanBeDeclined(t *testing.T) {
	fields := []conversation.FieldSpec{spec("phone", conversation.TypePhone)}
	for _, answer := range []string{"I'd rather not say", "skip", "不方便", "没有"} {
		if h := understand(t, fields, asks("phone", "Your number?"), customer(answer)); !h.DontKnow || len(h.Values) > 0 {
			t.Errorf("%q: %+v", answer, h)
		}
	}
}

func TestLanguageOfTheMessage(t *testing.T) {
	for message, want := range map[string]string{
		"where is my parcel": "en", "我的包裹在哪": "zh", "我的包裹在哪裡": "zh", "KT-20455": "", "13905550123": "", "!!": "", "": "",
		"我想退 iPhone 手机壳": "zh", "lena@example.com": "", "ok": "",
	} {
		if got := understand(t, nil, customer(message)).Locale; got != want {
			t.Errorf("%q: language %q, want %q", message, got, want)
		}
	}
}

func TestRisksAreHeard(t *testing.T) {
	for message, want := range map[string][]string{
		"the charger started smoking":                     {"safety"},
		"my phone's battery is swollen":                   {"safety"},
		"I got an electric shock from the kettle":         {"safety"},
		"充电的时候冒烟了":                                        {"safety"},
		"電池鼓包了":                                           {"safety"},
		"my lawyer will write to you":                     {"legal"},
		"我要去消费者协会投诉":                                      {"legal"},
		"I will go to the press with this":                {"media"},
		"我会找记者曝光你们":                                       {"media"},
		"I want to end my life":                           {"self_harm"},
		"我不想活了":                                           {"self_harm"},
		"somebody used my card, this is fraud":            {"fraud"},
		"我的账号被盗了":                                         {"fraud"},
		"you are all idiots":                              {"abuse"},
		"你们都是骗子，去死吧":                                      {"fraud", "abuse"},
		"my card is 4111 1111 1111 1111":                  {"payment_data"},
		"it is 4111-1111-1111-1111, charge it":            {"payment_data"},
		"my order is 4111111111111112":                    nil,
		"do you sell smoke detectors?":                    nil,
		"we need a no smoking sign":                       nil,
		"does the fire tv stick work with this?":          nil,
		"烟雾报警器多少钱":                                        nil,
		"where is my order?":                              nil,
		"the colour is too bright, I would like a refund": nil,
	} {
		if got := understand(t, nil, customer(message)).Risk; !slices.Equal(got, want) {
			t.Errorf("%q: risk %v, want %v", message, got, want)
		}
	}
}

func TestOnlyFreshMessagesCarryWishesAndRisk(t *testing.T) {
	old := customer("I want a human, the kettle is on fire")
	old.Fresh = false
	h := understand(t, nil, old, bot.Turn{Role: conversation.Bot, Text: "A colleague is coming."}, customer("ok"))
	if h.WantsHuman || len(h.Risk) > 0 {
		t.Errorf("an answered message was heard again: %+v", h)
	}
}
