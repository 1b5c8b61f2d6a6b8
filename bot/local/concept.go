package local

import "github.com/batondesk/baton/conversation"

// family groups the field types whose values could be taken for each other by the same words.
type family uint8

const (
	idFamily family = iota + 1
	postcodeFamily
	phoneFamily
	emailFamily
	amountFamily
	dateFamily
	timeFamily
	nameFamily
	choiceFamily
	textFamily
)

// families is a set of them.
type families uint16

func (s families) has(f family) bool { return s&(1<<f) != 0 }

func (s *families) add(f family) { *s |= 1 << f }

const everyFamily families = 1<<idFamily | 1<<postcodeFamily | 1<<phoneFamily | 1<<dateFamily | 1<<timeFamily | 1<<nameFamily

func familyOf(t conversation.FieldType) family {
	switch t {
	case conversation.TypeID:
		return idFamily
	case conversation.TypePostcode:
		return postcodeFamily
	case conversation.TypePhone:
		return phoneFamily
	case conversation.TypeEmail:
		return emailFamily
	case conversation.TypeAmount:
		return amountFamily
	case conversation.TypeDate, conversation.TypeDateText:
		return dateFamily
	case conversation.TypeTime, conversation.TypeTimeText:
		return timeFamily
	case conversation.TypeName:
		return nameFamily
	case conversation.TypeChoice:
		return choiceFamily
	}
	return textFamily
}

// concept lists words that mean the same thing in customer service. A field whose name or words contain one of them is
// named by all of them. A concept that belongs to no declared field still claims the numbers beside its words: a PIN must
// not be filed as an order number because only the order number is declared.
type concept struct {
	family family
	words  []string
}

var concepts = []concept{
	{idFamily, []string{"order", "orders", "purchase", "ordered", "这个单", "这单", "那个单", "订单", "单号", "订单号", "订单编号", "订购单"}},
	{idFamily, []string{"invoice", "invoices", "bill", "bills", "receipt", "发票", "发票号", "账单", "账单号"}},
	{idFamily, []string{"account", "acct", "account number", "账号", "账户", "户头", "银行账号"}},
	{idFamily, []string{"pin", "passcode", "pin code", "密码", "口令"}},
	{idFamily, []string{"password"}},
	{idFamily, []string{"flight", "flights", "航班", "航班号"}},
	{idFamily, []string{"booking", "reservation", "ride", "trip", "pnr", "confirmation", "预订号", "预约号", "预定号", "预订", "预定", "预约"}},
	{idFamily, []string{"room", "房间", "房号", "房间号"}},
	{idFamily, []string{"tracking", "waybill", "shipment", "consignment", "运单", "运单号", "快递单号", "快递单", "物流单号", "物流单"}},
	{idFamily, []string{"ticket", "case", "complaint", "incident", "工单", "工单号", "投诉单号", "案件号"}},
	{idFamily, []string{"policy", "保单", "保单号"}},
	{idFamily, []string{"claim", "理赔", "理赔号", "理赔单号"}},
	{idFamily, []string{"member", "membership", "loyalty", "会员", "会员号", "会员卡号"}},
	{idFamily, []string{"card", "card number", "credit card", "debit card", "银行卡", "卡号", "信用卡"}},
	{idFamily, []string{"serial", "sn", "s/n", "序列号", "机身号"}},
	{idFamily, []string{"model", "型号"}},
	{idFamily, []string{"imei", "串号"}},
	{idFamily, []string{"customer number", "customer id", "client number", "client id", "客户号", "客户编号"}},
	{idFamily, []string{"username", "user name", "login", "user id", "用户名", "登录名"}},
	{idFamily, []string{"passport", "护照", "护照号"}},
	{idFamily, []string{"identity", "id card", "national id", "身份证", "身份证号"}},
	{idFamily, []string{"social security", "ssn", "社保号"}},
	{idFamily, []string{"tax", "vat", "税号"}},
	{idFamily, []string{"plate", "license plate", "licence plate", "number plate", "车牌", "车牌号"}},
	{idFamily, []string{"reference", "ref", "参考号", "编号"}},
	{idFamily, []string{"transaction", "交易号", "流水号", "交易单号"}},
	{idFamily, []string{"coupon", "promo", "voucher", "discount code", "优惠券", "优惠码", "券码"}},
	{idFamily, []string{"sku", "product code", "item number", "article number", "商品编号", "货号"}},
	{idFamily, []string{"contract", "合同", "合同号"}},
	{idFamily, []string{"meter", "电表", "表号"}},
	{idFamily, []string{"error", "error code", "错误码", "错误代码", "报错"}},
	{idFamily, []string{"version", "firmware", "版本", "固件"}},
	{idFamily, []string{"verification", "otp", "one-time", "security code", "验证码"}},
	{idFamily, []string{"street", "road", "avenue", "apartment", "apt", "flat", "floor", "suite", "门牌", "楼"}},

	{postcodeFamily, []string{"postcode", "post code", "postal code", "zip", "zip code", "zipcode", "邮编", "邮政编码"}},
	{phoneFamily, []string{"phone", "phone number", "telephone", "mobile", "cell", "cellphone", "tel", "call me", "call me on",
		"call me at", "reach me", "reach me at", "reach me on", "text me", "whatsapp", "电话", "手机", "手机号", "手机号码", "电话号码",
		"联系电话", "联系方式", "座机", "热线"}},
	{emailFamily, []string{"email", "e-mail", "mail", "email address", "邮箱", "邮件", "电子邮箱", "电邮"}},

	{amountFamily, []string{"refund", "compensation", "reimbursement", "restitution", "rebate", "refunding", "reimburse", "退款",
		"退款金额", "赔偿", "补偿"}},
	{amountFamily, []string{"transfer", "send", "sending", "转账", "汇款"}},
	{amountFamily, []string{"budget", "spend up to", "预算"}},
	{amountFamily, []string{"charged", "charge", "billed", "debited", "扣", "扣款", "扣了"}},
	{amountFamily, []string{"paid", "pay", "cost", "price", "付", "付了", "花了", "价格"}},
	{amountFamily, []string{"deposit", "押金", "定金"}},
	{amountFamily, []string{"fee", "fees", "手续费", "费用"}},
	{amountFamily, []string{"limit", "额度", "限额"}},
	{amountFamily, []string{"tip", "小费"}},

	{dateFamily, []string{"purchase", "order", "ordered", "bought", "purchased", "buy", "placed", "paid", "下单", "购买", "买的", "付款", "拍的", "买"}},
	{dateFamily, []string{"birth", "born", "birthday", "dob", "birthdate", "出生", "生日"}},
	{dateFamily, []string{"check in", "checkin", "checking in", "check-in", "arrive", "arriving", "arrival", "入住", "到店"}},
	{dateFamily, []string{"check out", "checkout", "checking out", "check-out", "退房", "离店"}},
	{dateFamily, []string{"departure", "depart", "departs", "departing", "leave", "leaves", "leaving", "outbound", "fly out", "flying out", "take off", "takes off", "出发", "去程"}},
	{dateFamily, []string{"return", "returns", "returning", "come back", "coming back", "fly back", "back", "返程", "回程", "返回"}},
	{dateFamily, []string{"pickup", "pick up", "picking up", "pick it up", "collect", "取车", "取件", "提车"}},
	{dateFamily, []string{"dropoff", "drop off", "dropping off", "drop it off", "return it", "bring it back", "还车"}},
	{dateFamily, []string{"delivery", "delivered", "deliver", "送货", "配送", "收货", "送达"}},
	{dateFamily, []string{"appointment", "meeting", "visit", "预约", "约"}},
	{dateFamily, []string{"expiry", "expire", "expires", "expiration", "valid until", "到期", "过期"}},
	{dateFamily, []string{"incident", "accident", "happened", "occurred", "发生", "出事"}},
	{dateFamily, []string{"payment", "transaction", "charged", "交易"}},
	{dateFamily, []string{"start", "starting", "begin", "beginning", "since", "开始"}},
	{dateFamily, []string{"end", "ending", "finish", "结束", "截止"}},

	{timeFamily, []string{"pickup", "pick up", "picking up", "pick it up", "collect", "取车"}},
	{timeFamily, []string{"dropoff", "drop off", "return it", "还车"}},
	{timeFamily, []string{"departure", "depart", "departing", "leave", "leaving", "出发"}},
	{timeFamily, []string{"arrival", "arrive", "arriving", "到达", "抵达"}},
	{timeFamily, []string{"delivery", "deliver", "delivered", "送货"}},
	{timeFamily, []string{"start", "starting", "begin", "开始"}},
	{timeFamily, []string{"end", "ending", "until", "结束"}},

	{nameFamily, []string{"recipient", "payee", "beneficiary", "receiver", "收款人", "收件人", "收货人"}},
	{nameFamily, []string{"passenger", "traveller", "traveler", "乘客", "旅客"}},
	{nameFamily, []string{"patient", "病人", "患者"}},
	{nameFamily, []string{"doctor", "医生", "大夫"}},
	{nameFamily, []string{"mother", "mother's", "maiden", "母亲"}},
	{nameFamily, []string{"pet", "pet's", "宠物"}},
	{nameFamily, []string{"company", "employer", "business", "公司", "单位"}},
	{nameFamily, []string{"city", "town", "hotel", "restaurant", "城市", "酒店"}},
	{nameFamily, []string{"friend", "wife", "husband", "partner", "brother", "sister"}},
	{nameFamily, []string{"product", "item", "device", "产品", "商品"}},
	{nameFamily, []string{"seller", "shop", "store", "merchant", "店铺", "卖家", "店"}},
}

// typeWords name every field of a family; they count less than the words of one field.
var typeWords = map[family][]string{
	idFamily:       {"id", "number", "no", "code", "号", "号码", "编号"},
	postcodeFamily: {"postcode", "post code", "postal code", "zip", "zip code", "zipcode", "邮编", "邮政编码"},
	phoneFamily: {"phone", "phone number", "telephone", "mobile", "cell", "cellphone", "tel", "call me", "call me on",
		"call me at", "reach me", "reach me at", "reach me on", "text me", "whatsapp", "电话", "手机", "手机号", "手机号码", "电话号码",
		"联系电话", "联系方式", "座机"},
	emailFamily: {"email", "e-mail", "mail", "email address", "邮箱", "邮件", "电子邮箱", "电邮"},
	amountFamily: {"amount", "amounts", "total", "sum", "charged", "paid", "cost", "refund", "spend", "spent", "worth", "金额", "一共", "总共", "合计", "共",
		"多少钱", "付了", "花了", "扣了", "退款"},
	dateFamily: {"date", "day", "when", "日期", "哪天", "几号", "什么时候"},
	timeFamily: {"time", "o'clock", "几点", "时间"},
	nameFamily: {"name", "名字", "姓名", "称呼", "贵姓", "叫什么"},
}
