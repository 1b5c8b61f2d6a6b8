package local_test

import "testing"

// Sentences written before the rules were read, half of them false friends: words for people, agents and staff without
// the wish to speak to one.
func TestWishForAHumanIsToldFromItsFalseFriends(t *testing.T) {
	for _, group := range []struct {
		locale string
		wants  bool
		texts  []string
	}{
		{"en", true, []string{
			"Can I speak to someone please",
			"get me a real person",
			"I'd rather talk to a member of staff",
			"put me through to your support team",
			"Is there anybody I can actually talk to?",
			"human.",
			"agent please!!",
			"This isn't working, connect me with an operator",
			"I want somebody from your team to call me back",
			"stop with the automated answers and let me chat with an employee",
			"could a colleague of yours look at this with me?",
			"I need to speak with your manager",
			"transfer me to a representative now",
			"I would prefer dealing with a person rather than a bot",
			"no more bots, I want a human being",
			"may I talk with customer service directly",
			"pls hand me over to a live agent",
			"can someone from sales ring me tomorrow?",
			"You don't get it. A person, please.",
			"I'm not talking to a machine, give me a human",
			"let me have a word with someone in charge",
			"I'd appreciate it if an employee could ring me",
			"hook me up with a live person",
			"Please arrange for a specialist to contact me",
			"is a human available?",
		}},
		{"en", false, []string{
			"Are you a human or a bot?",
			"Am I speaking with a real person?",
			"Is there a human resources department?",
			"What are your agent fees?",
			"When is customer service open?",
			"I don't need a human, just tell me the price",
			"No need to transfer me to anyone",
			"Does the lamp work without human presence?",
			"My estate agent told me to order the larger model",
			"I spoke to a representative yesterday and she was helpful",
			"How many people work at your company?",
			"The delivery person left the box outside",
			"Can more than one person use the account?",
			"I'd rather not talk to anyone, can I do this online?",
			"What is the phone number of your service centre?",
			"Your agent promised me a call back last week",
			"Is the manager app available for Android?",
			"Which operator does the SIM card belong to?",
			"Can I talk to the speaker in German?",
			"the cleaning agent damaged the screen",
			"Do I need a person at home for delivery?",
			"I want a human readable manual",
			"the agent said he would call me",
			"connect my headphones to the desk speaker",
		}},
		{"zh", true, []string{
			"请帮我转接人工",
			"我要找真人",
			"有没有活人啊",
			"能不能让你们的同事联系我",
			"人工！",
			"我想跟客服人员说",
			"别用机器人糊弄我了，叫个人来",
			"麻烦给我接一下人工座席",
			"我不想和机器人聊天，换人",
			"让你们经理来跟我谈",
			"可以找个专员跟我沟通吗",
			"我需要人工帮助",
			"你解决不了，给我转客服",
			"安排工作人员打电话给我",
			"我要投诉，叫你们主管出来",
			"怎么才能和真人讲话",
			"能跟你们的员工直接对话吗",
			"转人工转人工",
			"請幫我轉真人客服",
			"还是找人来处理吧",
			"能不能换个真人来聊",
			"请安排专人联系我",
		}},
		{"zh", false, []string{
			"你是人工智能吗",
			"这款音箱支持人工智能语音吗",
			"你是真人还是机器人",
			"客服几点上班",
			"人工客服的工作时间是几点到几点",
			"不用转人工，告诉我价格就行",
			"我不需要人工",
			"人工费怎么算",
			"上次的客服态度很好",
			"扫地机器人多少钱",
			"昨天有个客服答应给我回电话",
			"你们公司有多少人",
			"快递员把包裹放门口了",
			"这个灯需要人工开关吗",
			"一个账号可以几个人用",
			"经理版和标准版有什么区别",
			"客服电话是多少",
			"这个皮子是人工皮革吗",
			"机器人怎么充电",
			"不想打电话，网上能办吗",
			"我同事也买了一个",
			"客服说明天发货，是真的吗",
		}},
	} {
		for _, text := range group.texts {
			if got := understand(t, nil, customer(text)).WantsHuman; got != group.wants {
				t.Errorf("%s: %q: wants a human = %v, want %v", group.locale, text, got, group.wants)
			}
		}
	}
}
