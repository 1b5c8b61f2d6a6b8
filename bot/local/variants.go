package local

// variants pairs Traditional characters with their Simplified form: those that the rules of this package use. The full
// table belongs to package retrieval, where every character counts.
const variants = "電电話话號号訂订單单轉转機机謝谢請请問问誰谁這这個个們们來来買买賣卖發发賬账帳账戶户碼码額额錢钱塊块圓圆萬万億亿點点時时" +
	"鐘钟週周禮礼後后對对錯错沒没無无說说講讲換换聯联繫系絡络經经務务員员專专業业領领導导級级訴诉訟讼師师報报記记體体聞闻燒烧煙烟傷伤觸触" +
	"騙骗詐诈盜盗銀银歡欢嗎吗裡里裏里幫帮決决題题還还給给讓让與与貴贵難难過过從从開开關关門门間间區区車车運运遞递編编證证驗验確确認认為为" +
	"麼么樣样幾几兩两雙双親亲歲岁頭头條条張张劉刘陳陈楊杨趙赵黃黄吳吴孫孙馬马許许鄧邓韓韩馮冯蔣蒋蕭萧葉叶閻阎鄭郑羅罗譚谭賴赖龍龙鍾钟盧卢" +
	"會会項项產产訊讯選选擇择應应該该現现當当總总統统辦办訪访氣气臺台灣湾處处罵骂滾滚廢废殺杀結结網网頁页寫写資资郵邮遲迟離离須须願愿聽听" +
	"見见計计誤误實实際际類类風风險险監监檢检舉举賠赔償偿護护稱称呼呼哪哪嚴严較较覺觉壞坏愛爱緊紧終终"

var simplified = func() map[rune]rune {
	table := map[rune]rune{}
	from := rune(0)
	for _, r := range variants {
		if from == 0 {
			from = r
			continue
		}
		table[from], from = r, 0
	}
	return table
}()

func simplify(r rune) rune {
	if to, ok := simplified[r]; ok {
		return to
	}
	return r
}
