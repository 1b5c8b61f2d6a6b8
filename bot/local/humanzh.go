package local

import (
	"regexp"
	"slices"
)

// hanStaff are words for somebody who works here.
const hanStaff = `(?:客服|经理|主管|领导|负责人|老板|专员|坐席|座席|接线员|话务员|工作人员|技术员|技术人员|专家|顾问|上级|上司|店长|值班|师傅|专人|店员|服务员|售后人员|员工|工程师|管理员|管理人员|小姐姐|小哥|高层|业务员|客户经理|真人|人员)`

var (
	// 人工 by itself is also "by hand" or "artificial": what may follow is listed, not the many words that it is part of.
	hanHuman = regexp.MustCompile(`(?:活人|真正的人|真的人|真实的人)|真人(?:[^秀版大发图拍照]|$)|人工(?:[^一-龥]|$|客服|服务|坐席|座席|专员|台|窗口|渠道|热线|电话|咨询|在线|帮|联系|支持|协助|介入|处理|解决|接|回复|回答|解答|沟通|聊|对话|说|来|吧|呢|吗|么|啊|呀|啦|了|行|可以|能|给|的|谢|转)`)
	// what somebody promised is no wish
	hanReported  = regexp.MustCompile(`(?:答应|承诺|保证|说好|说会|说要|说是会)[^，。！？,!?]{0,6}(?:电话|联系|回复|打来)`)
	hanDeclined  = regexp.MustCompile(`(?:不要|不用|不需要|不必|无需|别|不想|不找|没必要|先不|不转|免)(?:再|给我|帮我|跟我)?(?:转|找|接|要|换|用|联系|跟|和)?(?:到|接)?(?:人工|真人|客服|活人)`)
	hanAbout     = regexp.MustCompile(`(?:人工|客服|真人).{0,6}(?:几点|上班|下班|工作时间|服务时间|电话是|号码是|收费|多少钱|态度|刚才|说的|说过|告诉我|答应|在哪)|(?:你|您|是不是|还是|到底)是?.{0,3}(?:真人|活人)(?:吗|么|还是|\?|？|$)|你是人工`)
	hanCall      = regexp.MustCompile(`(?:转|接|找|叫|换|喊|派|请|让|要|联系|呼叫|安排|联络|连线|给我|帮我|跟|和|与|同|对)(?:接|给|到|一下|下|我|你们|您们|您|你|的|个|位|一个|一位|名|一名|那边|那|几个|值班|在线|专业|真|懂|管事|售后|售前|技术|投诉|高级|上面|人工|你们的|其他|别的|另外|另一|负责|处理|当班|公司|部门|店里|店|银行|团队|问题|能|可以|解决){0,4}` + hanStaff)
	hanCallAsk   = regexp.MustCompile(`客服.{0,3}(?:电话|热线|号码|邮箱).{0,4}(?:多少|是什么|几|有吗|吗)`)
	hanPerson    = regexp.MustCompile(`(?:换个?人|换一个人|叫(?:个|一个)?人来?|(?:找|来|派|安排|要)(?:个|一个)人|(?:跟|和|与|同)(?:真|活|个|一个)?人(?:说|聊|讲|谈|沟通|对话|交流|通话)|有没有人(?:在|能|管|理|工|$)|有人(?:在)?(?:吗|嘛|么)|有真人|能(?:处理|解决|管|做主|拍板|听懂).{0,6}的人|(?:找|叫|让|给我).{0,8}的人(?:来|过来|跟|和|处理|说|$)|(?:找|派|安排|叫)人(?:处理|解决|联系|跟|来(?:处理|解决|跟|和|帮|说|谈|聊|接))|(?:你们|您们)(?:的|那边的|那边|公司)?同事|给我(?:打|回)(?:个|一个)?电话|打电话给我|回我?电话|管事的|说了算的|说得上话的|(?:转|接)(?:给|到|去|接)?(?:你们)?(?:的)?(?:售后|售前|前台|投诉部|技术部)(?:部门|那边|团队)?(?:$|吧|处理|谢))`)
	hanNoMachine = regexp.MustCompile(`(?:不想|不要|别|不愿|不愿意|受够|拒绝|少|不跟|不和|烦|讨厌).{0,6}(?:机器人|机器|程序|自动回复|电脑|系统聊|智能客服|AI|ai|复读机)`)
	hanAlone     = regexp.MustCompile(`^(?:请|麻烦)?(?:人工|客服|真人|经理|主管|转人工)(?:客服|服务|坐席|座席)?(?:呢|在吗|在么|在不在|谢谢|快点|！|!|。)*$`)
	hanOffered   = regexp.MustCompile(`(?:有没有|有无|是否有)[^，。！？,!?]{0,4}` + hanStaff + `[^，。！？,!?]{0,4}(?:能|可以|帮|在|跟|和|聊|接待|处理)`)
	hanService   = regexp.MustCompile(`(?:客服|经理|主管|店长|专员).{0,4}(?:在吗|在么|在不在|出来|呢$|接一下|回复我|联系我|跟我|和我|给我|来一下)`)
)

// hanWantsHuman reads the wish in Chinese, by patterns: words there have no spaces to find them by.
func (t *text) hanWantsHuman() bool {
	if !slices.ContainsFunc(t.tokens, func(tok token) bool { return tok.kind == han }) {
		return false
	}
	s := hanReported.ReplaceAllString(t.lower, "")
	if hanDeclined.MatchString(s) || hanCallAsk.MatchString(s) {
		return hanNoMachine.MatchString(s)
	}
	if hanAlone.MatchString(s) || hanNoMachine.MatchString(s) || hanPerson.MatchString(s) {
		return true
	}
	if hanAbout.MatchString(s) {
		return hanCall.MatchString(s) && hanHuman.MatchString(s)
	}
	if hanHuman.MatchString(s) {
		return true
	}
	return hanCall.MatchString(s) || hanOffered.MatchString(s) || hanService.MatchString(s)
}
