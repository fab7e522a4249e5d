"""How text is brought to one form before it is compared: width, case, script, separators."""

import unicodedata

# Traditional and variant forms met in names, each followed by its simplified form.
_TRADITIONAL = (
    "陳陈張张劉刘黃黄楊杨趙赵吳吴孫孙馬马鄭郑謝谢許许鄧邓馮冯蕭萧葉叶蔣蒋餘余潘潘蘇苏盧卢賈贾鍾钟鐘钟魏魏閻阎範范"
    "陸陆譚谭鄒邹顧顾賴赖龔龚萬万錢钱湯汤喬乔賀贺嚴严溫温蘭兰齊齐聶聂關关韓韩呂吕羅罗倫伦龍龙龐庞歐欧陽阳區区單单"
    "莊庄連连鮑鲍費费紀纪項项駱骆蔔卜鄔邬衛卫車车遊游時时麥麦練练婁娄練练簡简鄺邝勞劳華华寧宁應应畢毕滿满習习"
    "儲储郟郏紅红鳳凤鄧邓繆缪甯宁閔闵諸诸葛葛達达狀状維维綺绮綠绿緣缘經经緯纬綱纲縣县織织繡绣纓缨纖纤終终紹绍"
    "麗丽嬌娇媽妈婭娅嫻娴嫺娴嬋婵婦妇瑩莹環环瓊琼璣玑瑤瑶瓏珑瑋玮珮佩玨珏璽玺蓮莲蔭荫藝艺薔蔷藍蓝薩萨莖茎薑姜"
    "菸烟榮荣樂乐權权樺桦楓枫樓楼橋桥檸柠櫻樱棟栋條条業业極极樣样機机歲岁歷历氣气漢汉潔洁濤涛澤泽濱滨濟济"
    "瀟潇瀾澜灣湾淚泪淨净淵渊漣涟潤润瀅滢燁烨煒炜燦灿煥焕燕燕燈灯爾尔愛爱慶庆憶忆懷怀憲宪懿懿戀恋戰战"
    "輝辉軍军輕轻轅辕輔辅載载軒轩銘铭鋒锋錦锦錫锡鋼钢鐵铁鑫鑫鈞钧鈺钰鉅巨釗钊鏡镜鑒鉴鑑鉴鎮镇銀银銳锐鈴铃鈴铃"
    "偉伟俠侠傑杰傳传儀仪億亿優优側侧倉仓個个倩倩佇伫會会來来們们備备僑侨勝胜勵励動动勳勋勛勋務务"
    "國国園园圓圆圖图團团報报堅坚場场壯壮夢梦奮奋學学實实寶宝審审寬宽將将尋寻導导崗岗嶺岭嶽岳島岛峯峰幣币"
    "帥帅師师帶带廣广慶庆廠厂張张強强彌弥彥彦後后從从復复徹彻恆恒悅悦惠惠惲恽慧慧"
    "啟启啓启問问嘉嘉員员喚唤喬乔單单啞哑鳴鸣鵬鹏鶴鹤鴻鸿鷗鸥鴛鸳鷺鹭鸞鸾鵑鹃鳥鸟麟麟黨党點点"
    "義义習习聖圣聞闻聯联聰聪聲声職职肅肃與与興兴舉举舊旧莎莎裡里裏里補补製制襲袭"
    "見见規规視视覺觉親亲觀观誌志誠诚詩诗話话詳详語语誼谊調调諒谅論论諾诺謙谦謹谨證证譯译議议護护讓让讚赞贊赞"
    "貝贝貞贞財财貴贵賓宾賢贤質质賜赐賽赛購购贛赣進进過过遠远運运達达適适選选還还邁迈鄉乡"
    "長长門门開开閃闪閏闰間间閣阁閱阅闊阔際际隨随險险隱隐雋隽雙双雜杂難难電电霧雾靈灵靜静韻韵頁页順顺頌颂"
    "須须頓顿領领頻频題题顏颜願愿類类顯显風风飄飘飛飞飛飞馳驰駿骏騰腾驊骅驍骁驗验騏骐髮发發发鬱郁"
    "魚鱼魯鲁鮮鲜鯤鲲齡龄龜龟東东卻却參参叢丛嚮向囑嘱壽寿處处術术衆众眾众穎颖積积穌稣穩稳筆笔節节範范籃篮"
    "糧粮絲丝絕绝絡络給给統统絢绚續续總总績绩繼继網网罷罢聖圣脈脉腦脑臨临艷艳豔艳莊庄萊莱葦苇蒼苍蓋盖薈荟"
    "蘊蕴蘆芦蘋苹蟬蝉蠟蜡衝冲訓训記记設设訪访評评識识買买賣卖贏赢趙赵躍跃輪轮農农醫医釋释針针鈔钞銷销錄录"
    "鏈链鑲镶鑽钻鐲镯鬍胡鳯凤曉晓暉晖曄晔曠旷書书朧胧棗枣楨桢槍枪樹树橫横檢检櫃柜歡欢殘残毅毅洶汹溝沟滄沧"
    "滬沪漁渔漸渐潛潜澗涧營营爭争犧牺獎奖獨独獻献珍珍現现產产畫画疊叠癡痴皚皑盡尽監监盤盘禎祯禮礼禪禅種种稱称窮穷"
    "竇窦競竞紋纹純纯紗纱紙纸級级細细紳绅組组結结絮絮緒绪線线緹缇縷缕繁繁麼么麽么於于鬆松隻只妳你嬸婶嬰婴嬪嫔嫵妩"
    "雲云韋韦鞏巩饒饶藺蔺欒栾祿禄閆闫酈郦鈕钮頊顼闞阚厲厉薊蓟陰阴貢贡邊边闕阙厙厍養养豐丰荊荆緱缑況况塗涂淩凌鄆郓談谈"
    "瑪玛嵐岚巒峦剛刚劍剑創创凱凯譽誉嶸嵘巖岩勁劲堯尧塵尘姍姗嬈娆孃娘曇昙欽钦鎧铠錚铮鍵键鉑铂瑯琅薌芗蓀荪賡赓贇赟"
    "驄骢駒驹驕骄騁骋鷹鹰齋斋諭谕謀谋諶谌詠咏訊讯詮诠諧谐軻轲轍辙遜逊遲迟邇迩閨闺沖冲燾焘絳绛綾绫縝缜鏗铿頤颐颯飒"
)
SIMPLIFIED = {old: new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True) if old != new}


def _fold_character(character: str) -> str:
    """The comparable form of one character; empty for separators, marks, punctuation and pictures."""
    form = unicodedata.normalize("NFKC", character).lower()
    if any("\u00c0" <= c <= "\u024f" or "\u1e00" <= c <= "\u1eff" for c in form):
        form = unicodedata.normalize("NFKD", form)
    kept = (SIMPLIFIED.get(c, c) for c in form if unicodedata.category(c)[0] in "LN" and c != "\u02bc")
    return "".join(kept)


class _FoldTable(dict[int, str]):
    """A translate table that learns a character when it first meets it."""

    def __missing__(self, codepoint: int) -> str:
        folded = _fold_character(chr(codepoint))
        self[codepoint] = folded
        return folded


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Text as it is compared and indexed: half width, lower case, simplified, only letters and digits.

    Folding twice is the same as folding once.
    """
    return text.translate(_TABLE)
