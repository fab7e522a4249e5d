"""Surnames whose reading a dictionary of single characters gets wrong, and the compound surnames.

pypinyin has no surname mode, so 单, 曾, 仇 or 解 come out as in ordinary words. The first reading of a line is the
one a bearer of the surname uses; the others are what people type all the same and are only indexed. These
readings hold for the head of a name and nowhere else (曾乐 is zēng lè).
"""

from types import MappingProxyType

SINGLE_TEXT = """
单 shàn dān|曾 zēng céng|仇 qiú chóu|解 xiè jiě|区 ōu qū|查 zhā chá|朴 piáo pǔ|盖 gě gài gài|翟 zhái dí|缪 miào móu
员 yùn yuán|召 shào zhào|覃 qín tán|种 chóng zhǒng|黑 hè hēi|卜 bǔ bo|繁 pó fán|重 chóng zhòng|长 zhǎng cháng
隗 wěi kuí|乜 niè miē|阚 kàn hǎn|粘 nián zhān|都 dū dōu|乐 yuè lè|吕 lǚ|任 rén rèn|华 huà huá|宁 nìng níng|葛 gě gé
纪 jǐ jì|哈 hǎ hā|洗 xiǎn xǐ|冼 xiǎn|冯 féng|祭 zhài jì|折 shé zhé|郗 xī chī|郇 xún huán|逄 páng féng
尉 wèi yù|令 líng lìng|燕 yān yàn|应 yīng yìng|於 yū yú|幺 yāo|岑 cén|晁 cháo|谌 chén shèn|谯 qiáo|那 nā nà
牟 mù móu|宓 mì fú|曲 qū qǔ|仉 zhǎng|甄 zhēn|祝 zhù|佴 nài èr|柏 bǎi bó|秘 bì mì|贲 bēn bì|费 fèi bì
嵇 jī|车 chē jū|晟 chéng shèng|盛 shèng chéng|石 shí|称 chēng chèng|呙 guō wāi|过 guō guò|干 gān gàn|撒 sǎ sā
瞿 qú jù|麻 má|万 wàn mò|相 xiàng xiāng|行 xíng háng|幸 xìng|宿 sù xiǔ|殷 yīn|荥 xíng yíng|饶 ráo|芮 ruì
庾 yǔ|郁 yù|爰 yuán|恽 yùn|臧 zāng zàng|占 zhān zhàn|钻 zuān zuàn|褚 chǔ|逯 lù dài|陆 lù|露 lù lòu
栾 luán|麦 mài|闵 mǐn|缪 miào móu|倪 ní|欧 ōu|区 ōu qū|潘 pān|丕 pī|濮 pú|蒲 pú|戚 qī|亓 qí|覃 qín tán
阙 quē què|炔 guì quē|曲 qū qǔ|强 qiáng jiàng|适 kuò shì|筛 shāi|莘 shēn xīn|佘 shé|厍 shè|殳 shū|帅 shuài|汤 tāng
佟 tóng|佗 tuó|庹 tuǒ|洼 wā|韦 wéi|邬 wū|郤 xì|咸 xián|省 xǐng shěng|胥 xū|鄢 yān|么 yāo me|叶 yè
弋 yì|员 yùn yuán|藏 zāng cáng|扎 zhā zā|笪 dá|刁 diāo|句 gōu jù|勾 gōu|妫 guī|炅 guì jiǒng
郝 hǎo|和 hé|纥 hé gē|暨 jì|贾 jiǎ|降 jiàng xiáng|矫 jiǎo|靳 jìn|琚 jū|俱 jū jù|阿 ā ē|艾 ài|敖 áo
薄 bó báo|鲍 bào|卞 biàn|晏 yàn|卓 zhuó|卒 zú|褟 tā|哿 gě|揭 jiē|塔 tǎ|台 tái tāi|谷 gǔ|观 guàn guān
貊 mò|莫 mò|年 nián|聂 niè|佀 sì|似 sì shì|沈 shěn|参 shēn cān|宗 zōng|訾 zī zǐ|俞 yú|玉 yù|洪 hóng
鲜 xiān xiǎn|洗 xiǎn xǐ|侠 xiá|夏 xià|戏 xì|尹 yǐn|郦 lì|酆 fēng|阎 yán|闫 yán
蔚 yù wèi|员 yùn yuán|查 zhā chá|翁 wēng|丁 dīng|眭 suī|隽 juàn jùn|圈 juàn quān|阮 ruǎn
宛 wǎn|缴 jiǎo zhuó|吴 wú|肖 xiāo xiào|萧 xiāo|幹 gàn|仝 tóng|全 quán
"""

COMPOUND_TEXT = """
欧阳 ōu yáng|司徒 sī tú|司马 sī mǎ|上官 shàng guān|诸葛 zhū gě|东方 dōng fāng|皇甫 huáng fǔ|尉迟 yù chí|公孙 gōng sūn
公羊 gōng yáng|公冶 gōng yě|公西 gōng xī|公良 gōng liáng|公伯 gōng bó|慕容 mù róng|令狐 líng hú|长孙 zhǎng sūn|宇文 yǔ wén
轩辕 xuān yuán|夏侯 xià hóu|司空 sī kōng|司寇 sī kòu|司城 sī chéng|万俟 mò qí|闻人 wén rén|澹台 tán tái|濮阳 pú yáng
淳于 chún yú|单于 chán yú|太叔 tài shū|申屠 shēn tú|仲孙 zhòng sūn|钟离 zhōng lí|鲜于 xiān yú|闾丘 lǘ qiū|亓官 qí guān
赫连 hè lián|呼延 hū yán|羊舌 yáng shé|微生 wēi shēng|梁丘 liáng qiū|左丘 zuǒ qiū|东郭 dōng guō|南宫 nán gōng|西门 xī mén
南门 nán mén|东门 dōng mén|百里 bǎi lǐ|端木 duān mù|巫马 wū mǎ|漆雕 qī diāo|乐正 yuè zhèng|壤驷 rǎng sì|拓跋 tuò bá
夹谷 jiá gǔ|宰父 zǎi fǔ|谷梁 gǔ liáng|段干 duàn gān|第五 dì wǔ|宗政 zōng zhèng|颛孙 zhuān sūn|独孤 dú gū|纳兰 nà lán
叶赫 yè hè|完颜 wán yán|富察 fù chá|爱新 ài xīn|耶律 yē lǜ|贺兰 hè lán|贺若 hè ruò|斛律 hú lǜ|尔朱 ěr zhū|宥连 yòu lián
归海 guī hǎi|海东 hǎi dōng|子车 zǐ jū|即墨 jí mò|安平 ān píng|达奚 dá xī|褚师 chǔ shī|哥舒 gē shū|屈突 qū tū|仆固 pú gù
主父 zhǔ fǔ|张廖 zhāng liào|欧侯 ōu hóu|高堂 gāo táng|西陵 xī líng|乌孙 wū sūn|叱干 chì gān|库狄 shè dí|乞伏 qǐ fú
"""

# Readings of characters in given names that differ from the first reading of a dictionary, most usual first.
GIVEN_TEXT = """
少 shào shǎo|盛 shèng chéng|晟 shèng chéng|茜 qiàn xī|娜 nà nuó|乐 lè yuè|行 xíng háng|长 cháng zhǎng|重 zhòng chóng
莘 shēn xīn|朝 cháo zhāo|仔 zǎi zǐ|曾 zēng céng|都 dū dōu|柏 bó bǎi|藏 cáng zàng|伽 jiā qié|贝 bèi|葛 gé gě|单 dān shàn
好 hǎo hào|宁 níng nìng|华 huá huà|卡 kǎ|车 chē|均 jūn|传 chuán zhuàn|兴 xīng xìng|为 wéi wèi|正 zhèng zhēng|相 xiāng xiàng
应 yìng yīng|率 shuài lǜ|弘 hóng|和 hé hè|泊 bó pō|参 shēn cān|任 rén rèn|召 zhào shào|阿 ā|璟 jǐng|旻 mín|昕 xīn|煊 xuān
琬 wǎn|靓 liàng jìng|樱 yīng|槿 jǐn|芊 qiān|苒 rǎn|荀 xún|隽 jùn juàn|骁 xiāo|妤 yú|婧 jìng|嫣 yān|翀 chōng|頔 dí
"""


def _table(text: str, width: int) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for entry in text.replace("\n", "|").split("|"):
        if not entry:
            continue
        word, *readings = entry.split()
        grouped = [" ".join(readings[i : i + width]) for i in range(0, len(readings), width)]
        table[word] = tuple(dict.fromkeys(grouped))
    return table


#: Surname of one character -> its readings with tone marks, the bearer's own first.
SINGLE = MappingProxyType(_table(SINGLE_TEXT, 1))
#: Surname of two characters -> its syllables, separated by a space, as a tuple of one reading.
COMPOUND = MappingProxyType(_table(COMPOUND_TEXT, 2))
#: Character of a given name -> readings with tone marks, most usual first.
GIVEN = MappingProxyType(_table(GIVEN_TEXT, 1))

#: Surnames whose ü is typed in several ways: passports write LYU, old forms LU.
UMLAUT_SPELLINGS = MappingProxyType(
    {"lv": ("lu", "lyu"), "nv": ("nu", "nyu"), "lve": ("lue",), "nve": ("nue",)}
)
